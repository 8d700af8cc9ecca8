import { stockShortfall } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import type { Log } from '@ecomm/runtime/log';
import type { ReservationState } from './reservation.ts';

/** The order's first product of which there is not enough, and how many units are missing. */
interface Short {
  product_id: number;
  missing: number;
}

/**
 * Locks all of the order's products and then judges them, so that what comes back meanwhile is counted. Taking is a statement
 * of its own, which sees them as they were locked: one statement for both would check `stock_quantity >= 0` on what it
 * saw before it waited.
 */
const findShort = `
  with locked as (
    select p.id, l.quantity, p.stock_quantity as available
    from products p join reservation_lines l on l.product_id = p.id
    where l.order_id = $1 order by p.id for no key update of p)
  select id as product_id, quantity - available as missing from locked where available < quantity order by id limit 1`;

const take = `
  with lines as (select product_id, quantity from reservation_lines where order_id = $1),
  taken as (
    update products p set stock_quantity = p.stock_quantity - l.quantity from lines l where p.id = l.product_id),
  marked as (insert into stock_changes (product_id) select product_id from lines on conflict do nothing)
  update reservations set state = 'confirmed', holds_stock = true where order_id = $1`;

const firstLine = `
  select product_id, quantity as missing from reservation_lines where order_id = $1 order by product_id limit 1`;

const noteShortfall = `
  update reservations set shortfall_at = clock_timestamp() where order_id = $1 and shortfall_at is null
  returning ${instantText('shortfall_at')} as occurred_at`;

/**
 * An order that was paid after its stock had been given back → all of it taken again, or none + stock.shortfall, once
 * (design.md §3, rule 7). What is `released` stays so: all of it is missing. Later news of the same order tries again.
 */
export async function retakeStock(tx: Tx, log: Log, orderId: string, state: ReservationState): Promise<void> {
  const [short] = await runSql<Short>(tx, state === 'expired' ? findShort : firstLine, [orderId]);
  if (short) return sayShortfall(tx, log, orderId, short);
  const about = { order_id: orderId, state };
  if (state !== 'expired')
    return log.error(about, 'an order was paid that was given up before it reserved: nobody knows its lines');
  await runSql(tx, take, [orderId]);
  log.info(about, 'an order was paid after it had expired: stock taken again');
}

async function sayShortfall(tx: Tx, log: Log, orderId: string, short: Short): Promise<void> {
  const [noted] = await runSql<{ occurred_at: string }>(tx, noteShortfall, [orderId]);
  if (!noted) return;
  const about = { order_id: orderId, ...short };
  log.warn(about, 'an order was paid after its stock had been given back, and there is not enough left');
  await stage(tx, stockShortfall, { ...about, ...noted });
}

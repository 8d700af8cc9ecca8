import type { OrderUpdated } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import type { Log } from '@ecomm/runtime/log';
import { claimOf, type ReservationState } from './reservation.ts';

export interface SettleDeps {
  log: Log;
  /** Wakes what puts the stock back; see return-stock.ts. */
  returnSoon(): void;
}

/** One that nobody knows is noted as released: an order that failed before its stock was asked for gets none. */
const release = `
  insert into reservations (order_id, state, holds_stock, sequence) values ($1, 'released', false, $2)
  on conflict (order_id) do update set state = 'released', sequence = excluded.sequence
  where reservations.sequence < excluded.sequence
  returning state, holds_stock`;

/** Expired, but its stock not yet put back: simply kept. */
const confirm = `
  update reservations set sequence = $2,
    state = case when holds_stock and state in ('held', 'expired') then 'confirmed' else state end
  where order_id = $1 and sequence < $2
  returning state, holds_stock`;

const retake = `
  with lines as (select product_id, quantity from reservation_lines where order_id = $1),
  locked as (
    select p.id, l.quantity from products p join lines l on l.product_id = p.id
    where p.stock_quantity >= l.quantity order by p.id for no key update of p),
  head as (
    update reservations set state = 'confirmed', holds_stock = true
    where order_id = $1 and state = 'expired' and not holds_stock
      and (select count(*) from locked) = (select count(*) from lines)
    returning order_id),
  taken as (
    update products p set stock_quantity = p.stock_quantity - l.quantity from locked l, head h where p.id = l.id),
  marked as (insert into stock_changes (product_id) select l.id from locked l, head h on conflict do nothing)
  select order_id from head`;

type Settled = { state: ReservationState; holds_stock: boolean };

/**
 * On order.updated: paid, shipped, delivered → confirmed; failed, cancelled, refunded → released. The status is read as
 * a state, and a sequence not above the last seen says nothing new (design.md §3, rules 4 and 7).
 */
export const settleReservation =
  ({ log, returnSoon }: SettleDeps) =>
  async (tx: Tx, { payload }: Event<OrderUpdated>): Promise<void> => {
    const { order_id, status, sequence } = payload;
    const claim = claimOf[status];
    if (claim === 'open') return;
    const [settled] = await runSql<Settled>(tx, claim === 'void' ? release : confirm, [order_id, sequence]);
    if (claim === 'void') {
      if (settled?.holds_stock) afterCommit(tx, returnSoon);
    } else if (settled && settled.state !== 'confirmed') await retakeStock(tx, log, order_id, settled.state);
  };

/** Paid after its stock was given back: all of it again, or none. */
async function retakeStock(tx: Tx, log: Log, orderId: string, state: ReservationState): Promise<void> {
  const [taken] = state === 'expired' ? await runSql(tx, retake, [orderId]) : [];
  if (taken) log.info({ order_id: orderId }, 'an order was paid after its reservation had expired: stock taken again');
  else
    log.warn(
      { order_id: orderId, state },
      'an order was paid after its stock had been given back, and there is not enough left',
    );
}

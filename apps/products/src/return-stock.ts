import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Log } from '@ecomm/runtime/log';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { despiteDeadlock } from './take-stock.ts';

/**
 * Puts back what released and expired reservations still hold: many at once, in one statement, stock rows locked in
 * ascending id. Giving a reservation up and putting its stock back are two steps, so that whoever gives it up (a batch
 * of events, say) holds no stock row until its commit; `holds_stock` is the debt in between. The reservation changes
 * only once the stock is locked: a repeated ReserveStock of the same order may hold that stock and wait for the change.
 */
const putBack = (which: string, busy = ''): string => `
  with due as (
    select order_id from reservations where holds_stock and state in ('released', 'expired') ${which}
    for update ${busy}),
  back as (
    select l.product_id, sum(l.quantity)::int as quantity
    from reservation_lines l join due using (order_id) group by l.product_id),
  locked as (
    select p.id, b.quantity from products p join back b on b.product_id = p.id order by p.id for no key update of p),
  given as (
    update products p set stock_quantity = p.stock_quantity + l.quantity from locked l where p.id = l.id),
  marked as (insert into stock_changes (product_id) select id from locked on conflict do nothing)
  update reservations r set holds_stock = false from due d, (select count(*) from locked) as first
  where r.order_id = d.order_id returning r.order_id`;

const batchMax = 200;
const putBackOne = putBack('and order_id = $1');
const putBackMany = putBack(`order by order_id limit ${batchMax}`, 'skip locked');

/** Of one order, at once: a repeated ReserveStock that looks at it just now is waited for. */
export const returnStockOf = async (db: Db, orderId: string): Promise<void> =>
  void (await despiteDeadlock(() => runSql(db, putBackOne, [orderId])));

/** Of all that owe it; gives how many orders those were. */
export async function returnStock(db: Db): Promise<number> {
  let orders = 0;
  for (;;) {
    const returned = await despiteDeadlock(() => runSql(db, putBackMany));
    orders += returned.length;
    if (returned.length < batchMax) return orders;
  }
}

/** Woken by what gives reservations up; its own look finds what a crash left. Any number of copies may run it. */
export function stockReturner({ db, log }: { db: Db; log: Log }): Wakeable {
  let isWoken = false;
  const loop = wakeable({ name: 'return-stock', log, everyMs: 1_000 }, async () => {
    const wasWoken = isWoken;
    isWoken = false;
    const orders = await returnStock(db);
    if (orders > 0 && !wasWoken) log.info({ orders }, 'stock put back that was left owing');
  });
  return {
    ...loop,
    wake: () => {
      isWoken = true;
      loop.wake();
    },
  };
}

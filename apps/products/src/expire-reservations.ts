import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Log } from '@ecomm/runtime/log';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import type { Orders } from './orders.ts';
import { atExpiry, claimOf } from './reservation.ts';
import { returnStock } from './return-stock.ts';

export interface ExpireDeps {
  db: Db;
  orders: Orders;
  log: Log;
}

const batchMax = 20;

/** Whoever takes it looks at it alone for 10 s, far longer than orders may take to answer; then it comes again. */
const takeDue = `
  update reservations set look_at = now() + interval '10 seconds'
  where order_id = any(array(
    select order_id from reservations where state = 'held' and look_at <= now()
    order by look_at limit ${batchMax} for update skip locked))
  returning order_id`;

/** Only while it is held, since an order.updated may have been faster, and was not renewed by a repeated ReserveStock. */
const settle = `
  update reservations set state = $2 where order_id = $1 and state = 'held' and expires_at <= now() returning state`;

/**
 * Reservations past their time → orders.GetOrder (gRPC) → expired while it is pending, confirmed when it was paid, else
 * released (design.md §3, rule 7). No answer: it is kept and looked at again later.
 */
export const expireReservations = (deps: ExpireDeps): Wakeable =>
  wakeable({ name: 'expire-reservations', log: deps.log, everyMs: 1_000 }, async () => void (await expireDue(deps)));

/** Looks at every one that is due; gives how many got another state. */
export async function expireDue(deps: ExpireDeps): Promise<number> {
  let settled = 0;
  for (;;) {
    const due = await runSql<{ order_id: string }>(deps.db, takeDue);
    const done = await Promise.all(due.map(({ order_id }) => settleOne(deps, order_id)));
    settled += done.filter(Boolean).length;
    await returnStock(deps.db);
    if (due.length < batchMax) return settled;
  }
}

async function settleOne({ db, orders, log }: ExpireDeps, orderId: string): Promise<boolean> {
  let state: (typeof atExpiry)[keyof typeof atExpiry];
  try {
    const status = await orders.findStatus(orderId);
    state = atExpiry[status ? claimOf[status] : 'void'];
  } catch (error) {
    log.debug(
      { err: error, order_id: orderId },
      'orders does not say what became of an order: its reservation is kept',
    );
    return false;
  }
  const [settled] = await runSql(db, settle, [orderId, state]);
  if (settled) log.info({ order_id: orderId, state }, 'a reservation is past its time');
  return settled !== undefined;
}

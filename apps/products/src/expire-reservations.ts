import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Log } from '@ecomm/runtime/log';
import { currentSpan, traced } from '@ecomm/runtime/traced';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import type { OrderNews, Orders } from './orders.ts';
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

/**
 * Only while it is held, since an order.updated may have been faster, and was not renewed by a repeated ReserveStock. What
 * orders knew is news like an order.updated's: what is older says nothing any more.
 */
const settle = `
  update reservations set state = $2, sequence = greatest(sequence, $3::int)
  where order_id = $1 and state = 'held' and expires_at <= now() returning state`;

/**
 * Reservations past their time → orders.GetOrder (gRPC) → expired while it is pending, confirmed when it was paid, else
 * released (design.md §3, rule 7). No answer: it is kept and looked at again later.
 */
export const expireReservations = (deps: ExpireDeps): Wakeable =>
  wakeable({ name: 'expire-reservations', log: deps.log, everyMs: 1_000 }, async () => void (await expireDue(deps)));

/** Looks at every one that is due, and says what became of them; gives how many got another state. */
export async function expireDue(deps: ExpireDeps): Promise<number> {
  const became = { expired: 0, confirmed: 0, released: 0, kept: 0 };
  for (let due: { order_id: string }[] = []; ;) {
    due = await runSql<{ order_id: string }>(deps.db, takeDue);
    const fates = await Promise.all(
      due.map(({ order_id }) => traced(undefined, about, () => settleOne(deps, order_id))),
    );
    for (const fate of fates) became[fate] += 1;
    await returnStock(deps.db);
    if (due.length < batchMax) break;
  }
  const { kept, ...settled } = became;
  const count = settled.expired + settled.confirmed + settled.released;
  if (count + kept > 0) deps.log.info(became, 'reservations past their time');
  return count;
}

const about = { name: 'expire reservation', kind: 'internal' } as const;

type Fate = (typeof atExpiry)[keyof typeof atExpiry] | 'kept';

async function settleOne({ db, orders, log }: ExpireDeps, orderId: string): Promise<Fate> {
  currentSpan()?.set({ 'ecomm.order.id': orderId });
  let news: OrderNews | undefined;
  try {
    news = await orders.find(orderId);
  } catch (error) {
    log.debug(
      { err: error, order_id: orderId },
      'orders does not say what became of an order: its reservation is kept',
    );
    return 'kept';
  }
  const fate = atExpiry[news ? claimOf[news.status] : 'void'];
  const [settled] = await runSql(db, settle, [orderId, fate, news?.sequence ?? 0]);
  log.debug({ order_id: orderId, state: fate, settled: settled !== undefined }, 'a reservation is past its time');
  return settled ? fate : 'kept';
}

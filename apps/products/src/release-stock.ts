import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import type { ReservationState } from './reservation.ts';
import { returnStockOf } from './return-stock.ts';

/**
 * An id that is not known leaves a tombstone. What is expired stays so: it holds nothing. The insert waits for a
 * reservation of the same order that is under way, which is then found and released.
 */
const release = `
  insert into reservations (order_id, state, holds_stock) values ($1, 'released', false)
  on conflict (order_id) do update set state = 'released' where reservations.state = 'held'
  returning order_id`;

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Gives an order's stock back, for good: a ReserveStock that comes later is refused. Also a second time, and for an
 * order that never reserved. Gives the state it is in now: `confirmed` is too late. 422 `request.invalid` for no UUID.
 */
export async function releaseStock({ db }: { db: Db }, orderId: string): Promise<ReservationState> {
  if (!uuid.test(orderId)) {
    const message = 'An order id is a UUID.';
    throw new Problem(422, 'request.invalid', message, { errors: [{ path: 'order_id', message }] });
  }
  await runSql(db, release, [orderId]);
  await returnStockOf(db, orderId);
  const [row] = await runSql<{ state: ReservationState }>(db, 'select state from reservations where order_id = $1', [
    orderId,
  ]);
  return row!.state;
}

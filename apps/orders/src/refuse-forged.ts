import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';

/** What is said of an order's charge. */
export interface Claimed {
  order_id: string;
  user_id: number;
  amountCents: number;
}

const finding = 'select id, user_id, total_cents from orders where id = any($1::uuid[])';

const find = (tx: DbOrTx, ids: readonly string[]) =>
  runSql<{ id: string; user_id: number; total_cents: number }>(tx, finding, [ids]);

/**
 * What is said of a charge of an order that is not, or with another amount or buyer, was not said by payments: never
 * retried. An order cannot come later than what is said of it: it was committed here before anybody heard of it.
 */
export async function refuseForged(tx: Tx, claims: readonly Claimed[]): Promise<void> {
  if (claims.length === 0) return;
  const found = await find(
    tx,
    claims.map(({ order_id }) => order_id),
  );
  const orders = new Map(found.map((order) => [order.id, order]));
  for (const { order_id, user_id, amountCents } of claims) {
    const order = orders.get(order_id.toLowerCase());
    if (!order) throw unknownOrder(order_id);
    if (order.user_id !== user_id || order.total_cents !== amountCents) throw mismatch(order_id);
  }
}

export const unknownOrder = (id: string): Problem =>
  new Problem(404, 'order.not_found', `No order ${id}`, { permanent: true });

export const mismatch = (id: string): Problem =>
  new Problem(409, 'payment.mismatch', `Not the amount or the buyer of order ${id}`, { permanent: true });

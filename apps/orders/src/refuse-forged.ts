import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { Problem } from '@ecomm/runtime/problem';
import { eq, sql } from 'drizzle-orm';
import { orders } from './schema.ts';

/**
 * What is said of a charge of an order that is not, or with another amount or buyer, was not said by payments: never
 * retried. An order cannot come later than what is said of it: it was committed here before anybody heard of it.
 */
export async function refuseForged(
  tx: Tx,
  { order_id, user_id, amountCents }: { order_id: string; user_id: number; amountCents: number },
): Promise<void> {
  const [order] = await find(tx).execute({ order_id });
  if (!order) throw unknownOrder(order_id);
  if (order.user_id !== user_id || order.total_cents !== amountCents) throw mismatch(order_id);
}

export const unknownOrder = (id: string): Problem =>
  new Problem(404, 'order.not_found', `No order ${id}`, { permanent: true });

export const mismatch = (id: string): Problem =>
  new Problem(409, 'payment.mismatch', `Not the amount or the buyer of order ${id}`, { permanent: true });

const find = prepared((db: DbOrTx) =>
  db
    .select({ user_id: orders.user_id, total_cents: orders.total_cents })
    .from(orders)
    .where(eq(orders.id, sql.placeholder('order_id')))
    .prepare('find_settled'),
);

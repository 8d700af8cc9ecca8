import type { Order } from '@ecomm/contracts/http/orders';
import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import { eq, sql } from 'drizzle-orm';
import type { Standing, Status } from './order.ts';
import { remember } from './order-history.ts';
import { reply } from './order-reply.ts';
import { orders } from './schema.ts';

/** An order's row that nobody else changes before this transaction ends. */
export type Locked = Order & Standing;

export interface Move {
  reason?: string;
  causeId?: string;
  /** For an order that has none yet. */
  transaction_id?: string;
}

/** Takes the order's row lock; undefined when there is no such order. */
export const lockOrder = async (tx: Tx, id: string): Promise<Locked | undefined> => (await lock(tx).execute({ id }))[0];

/** A locked order through `statuses`, one after the other, each with its own sequence, history and order.updated. */
export async function moveOrder(tx: Tx, locked: Locked, statuses: readonly Status[], move: Move = {}): Promise<Order> {
  const { total_cents, refunded_cents: _, ...order } = locked;
  for (const status of statuses) {
    const previous_status = order.status;
    const transaction_id = order.transaction_id ?? move.transaction_id ?? null;
    const [moved] = await advance(tx).execute({ id: order.id, previous_status, status, transaction_id });
    if (!moved) throw new Error(`Order ${order.id} is not ${previous_status}, though it was locked`);
    const { sequence, updated_at } = moved;
    Object.assign(order, { status, transaction_id, updated_at });
    await remember(tx, {
      order_id: order.id,
      user_id: order.user_id,
      total_cents,
      sequence,
      status,
      previous_status,
      transaction_id,
      reason: move.reason ?? null,
      cause_id: move.causeId ?? null,
      at: updated_at,
    });
  }
  return order;
}

/** A transaction that waited for the lock began before the one it waited for: the time of a later status is never earlier. */
export const later = sql`greatest(now(), ${orders.updated_at})`;

const { placeholder } = sql;

const lock = prepared((db: DbOrTx) =>
  db
    .select({ ...reply, total_cents: orders.total_cents, refunded_cents: orders.refunded_cents })
    .from(orders)
    .where(eq(orders.id, placeholder('id')))
    .for('no key update')
    .prepare('lock_order'),
);

const advance = prepared((db: DbOrTx) =>
  db
    .update(orders)
    .set({
      status: sql`${placeholder('status')}`,
      transaction_id: sql`${placeholder('transaction_id')}`,
      sequence: sql`${orders.sequence} + 1`,
      updated_at: later,
    })
    .where(sql`${orders.id} = ${placeholder('id')} and ${orders.status} = ${placeholder('previous_status')}`)
    .returning({ sequence: orders.sequence, updated_at: instant(orders.updated_at) })
    .prepare('move_order'),
);

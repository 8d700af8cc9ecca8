import { orderUpdated } from '@ecomm/contracts/events';
import type { Order, StatusChange } from '@ecomm/contracts/http/orders';
import type { Db, DbOrTx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { eq, sql } from 'drizzle-orm';
import { mayBeSet } from './order.ts';
import { remember } from './order-history.ts';
import { missing, reply } from './order-reply.ts';
import { orders } from './schema.ts';

/** PUT /:id/status → the transition, if an admin may make it, and its history in one transaction → order.updated */
export const setStatus = ({ db }: { db: Db }, id: string, { status, reason }: StatusChange): Promise<Order> =>
  db.transaction(async (tx) => {
    const [before] = await lock(tx).execute({ id });
    if (!before) throw missing();
    const { status: previous_status, ...order } = before;
    if (!mayBeSet(previous_status, status)) throw illegal(previous_status, status);
    const [after] = await move(tx).execute({ id: order.id, status });
    const { sequence, updated_at } = after!;
    const { id: order_id, user_id, total_amount: amount, transaction_id } = order;
    const change = { order_id, sequence, status, previous_status };
    await Promise.all([
      remember(tx, { ...change, transaction_id, reason: reason ?? null, cause_id: null }),
      stage(tx, orderUpdated, {
        ...change,
        user_id,
        amount,
        ...(reason === undefined ? {} : { reason }),
        occurred_at: updated_at,
      }),
    ]);
    return { ...order, status, updated_at };
  });

const illegal = (from: string, to: string): Problem =>
  new Problem(409, 'order.illegal_transition', `An order that is ${from} cannot be set to ${to}`);

const { placeholder } = sql;

const lock = prepared((db: DbOrTx) =>
  db
    .select(reply)
    .from(orders)
    .where(eq(orders.id, placeholder('id')))
    .for('update')
    .prepare('lock_order'),
);

const move = prepared((db: DbOrTx) =>
  db
    .update(orders)
    .set({ status: sql`${placeholder('status')}`, sequence: sql`${orders.sequence} + 1`, updated_at: sql`now()` })
    .where(eq(orders.id, placeholder('id')))
    .returning({ sequence: orders.sequence, updated_at: instant(orders.updated_at) })
    .prepare('set_status'),
);

import { orderUpdated, type PaymentFailed, type PaymentSucceeded } from '@ecomm/contracts/events';
import { toAmount, toCents } from '@ecomm/contracts/money';
import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import type { Event } from '@ecomm/events/envelope';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { eq, sql } from 'drizzle-orm';
import { remember } from './order-history.ts';
import { orders } from './schema.ts';

/** What payments says of an order's charge, by event or when asked. */
export interface Outcome {
  order_id: string;
  user_id: number;
  transaction_id: string;
  amountCents: number;
  reason?: string;
  causeId?: string;
}

/** payment.succeeded → pending becomes paid → order.updated */
export const payOrder = async (tx: Tx, event: Event<PaymentSucceeded>): Promise<void> =>
  settle(tx, 'paid', outcomeOf(event));

/** payment.failed → pending becomes failed → order.updated, by which products gives the stock back */
export const failOrder = async (tx: Tx, event: Event<PaymentFailed>): Promise<void> =>
  settle(tx, 'failed', outcomeOf(event));

const outcomeOf = ({ id, payload }: Event<PaymentSucceeded | PaymentFailed>): Outcome => ({
  ...payload,
  amountCents: toCents(payload.amount),
  causeId: id,
});

/** The transition and its event, if the order is still pending; a settled order absorbs whatever comes later. */
export async function settle(tx: Tx, status: 'paid' | 'failed', outcome: Outcome): Promise<void> {
  const { order_id, user_id, transaction_id, amountCents, reason, causeId } = outcome;
  const [order] = await transition(tx).execute({ status, order_id, user_id, transaction_id, amountCents });
  if (!order) return refuseForged(tx, outcome);
  const { sequence, updated_at } = order;
  await Promise.all([
    remember(tx, {
      order_id,
      sequence,
      status,
      previous_status: 'pending',
      transaction_id,
      reason: reason ?? null,
      cause_id: causeId ?? null,
    }),
    stage(tx, orderUpdated, {
      order_id,
      user_id,
      amount: toAmount(amountCents),
      status,
      previous_status: 'pending',
      ...(reason === undefined ? {} : { reason }),
      sequence,
      occurred_at: updated_at,
    }),
  ]);
}

/** An outcome of an order that is not, or with another amount or buyer, was not made by payments: never retried. */
async function refuseForged(tx: Tx, { order_id, user_id, amountCents }: Outcome): Promise<void> {
  const [order] = await find(tx).execute({ order_id });
  if (!order) throw new Problem(404, 'order.not_found', `No order ${order_id}`, { permanent: true });
  if (order.user_id !== user_id || order.total_cents !== amountCents)
    throw new Problem(409, 'payment.mismatch', `Not the amount or the buyer of order ${order_id}`, { permanent: true });
}

const { placeholder } = sql;

const transition = prepared((db: DbOrTx) =>
  db
    .update(orders)
    .set({
      status: sql`${placeholder('status')}`,
      transaction_id: sql`${placeholder('transaction_id')}`,
      sequence: sql`${orders.sequence} + 1`,
      updated_at: sql`now()`,
    })
    .where(
      sql`${orders.id} = ${placeholder('order_id')} and ${orders.status} = 'pending'
        and ${orders.user_id} = ${placeholder('user_id')} and ${orders.total_cents} = ${placeholder('amountCents')}`,
    )
    .returning({ sequence: orders.sequence, updated_at: instant(orders.updated_at) })
    .prepare('settle_order'),
);

const find = prepared((db: DbOrTx) =>
  db
    .select({ user_id: orders.user_id, total_cents: orders.total_cents })
    .from(orders)
    .where(eq(orders.id, placeholder('order_id')))
    .prepare('find_settled'),
);

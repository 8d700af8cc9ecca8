import { paymentFailed, paymentSucceeded, type PaymentFailed, type PaymentSucceeded } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import type { Event } from '@ecomm/events/envelope';
import { sql } from 'drizzle-orm';
import { keepEntry } from './keep-entry.ts';
import { later } from './move-order.ts';
import { remember } from './order-history.ts';
import { refuseForged } from './refuse-forged.ts';
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

/** payment.succeeded → pending becomes paid → order.updated; payments itself refunds what was cancelled meanwhile */
export async function payOrder(tx: Tx, event: Event<PaymentSucceeded>): Promise<void> {
  await Promise.all([settle(tx, 'paid', outcomeOf(event)), keepEntry(tx, paymentSucceeded, event)]);
}

/** payment.failed → pending becomes failed → order.updated, by which products gives the stock back */
export async function failOrder(tx: Tx, event: Event<PaymentFailed>): Promise<void> {
  await Promise.all([settle(tx, 'failed', outcomeOf(event)), keepEntry(tx, paymentFailed, event)]);
}

const outcomeOf = ({ id, payload }: Event<PaymentSucceeded | PaymentFailed>): Outcome => ({
  ...payload,
  amountCents: toCents(payload.amount),
  causeId: id,
});

/**
 * The transition and its event, if the order is still pending; a settled order absorbs whatever comes later. True where
 * it was this that settled it.
 */
export async function settle(tx: Tx, status: 'paid' | 'failed', outcome: Outcome): Promise<boolean> {
  const { order_id, user_id, transaction_id, amountCents, reason, causeId } = outcome;
  const [order] = await transition(tx).execute({ status, order_id, user_id, transaction_id, amountCents });
  if (!order) {
    await refuseForged(tx, outcome);
    return false;
  }
  await remember(tx, {
    order_id,
    user_id,
    total_cents: amountCents,
    sequence: order.sequence,
    status,
    previous_status: 'pending',
    transaction_id,
    reason: reason ?? null,
    cause_id: causeId ?? null,
    at: order.updated_at,
  });
  return true;
}

const { placeholder } = sql;

const transition = prepared((db: DbOrTx) =>
  db
    .update(orders)
    .set({
      status: sql`${placeholder('status')}`,
      transaction_id: sql`${placeholder('transaction_id')}`,
      sequence: sql`${orders.sequence} + 1`,
      updated_at: later,
    })
    .where(
      sql`${orders.id} = ${placeholder('order_id')} and ${orders.status} = 'pending'
        and ${orders.user_id} = ${placeholder('user_id')} and ${orders.total_cents} = ${placeholder('amountCents')}`,
    )
    .returning({ sequence: orders.sequence, updated_at: instant(orders.updated_at) })
    .prepare('settle_order'),
);

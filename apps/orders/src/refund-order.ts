import { paymentRefunded, type PaymentRefunded } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import type { Event } from '@ecomm/events/envelope';
import { eq, sql } from 'drizzle-orm';
import { keepEntry } from './keep-entry.ts';
import { lockOrder, moveOrder } from './move-order.ts';
import { whenRefunded } from './order.ts';
import { mismatch, unknownOrder } from './refuse-forged.ts';
import { orders } from './schema.ts';

/** What payments says of an order's refunds, by event or when asked. */
export interface Refunds {
  order_id: string;
  user_id: number;
  transaction_id: string;
  /** Of all refunds so far. */
  refundedCents: number;
  causeId?: string;
}

/**
 * payment.refunded → the highest sum so far is kept, whatever the order's status → a cancelled order whose money is all
 * back becomes refunded → order.updated. An admin may refund an order that lives on: its status stays.
 */
export async function refundOrder(tx: Tx, event: Event<PaymentRefunded>): Promise<void> {
  const { id, payload } = event;
  const refundedCents = toCents(payload.refunded_amount);
  if (toCents(payload.amount) > refundedCents) throw mismatch(payload.order_id);
  await keepRefunds(tx, { ...payload, refundedCents, causeId: id });
  await keepEntry(tx, paymentRefunded, event);
}

/** Sums may come in any order, and before the payment or the cancel that they follow from. */
export async function keepRefunds(tx: Tx, { order_id, user_id, ...refunds }: Refunds): Promise<void> {
  const { refundedCents, transaction_id, causeId } = refunds;
  const order = await lockOrder(tx, order_id);
  if (!order) throw unknownOrder(order_id);
  if (order.user_id !== user_id || refundedCents > order.total_cents) throw mismatch(order_id);
  if (refundedCents <= order.refunded_cents) return;
  await raise(tx).execute({ order_id, refundedCents });
  const known = { ...order, refunded_cents: refundedCents };
  await moveOrder(tx, known, whenRefunded(known), { transaction_id, ...(causeId === undefined ? {} : { causeId }) });
}

const { placeholder } = sql;

const raise = prepared((db: DbOrTx) =>
  db
    .update(orders)
    .set({ refunded_cents: sql`${placeholder('refundedCents')}` })
    .where(eq(orders.id, placeholder('order_id')))
    .prepare('raise_refunded'),
);

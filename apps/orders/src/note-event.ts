import {
  notificationEmail,
  paymentAttempted,
  type NotificationEmail,
  type PaymentAttempted,
} from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import { keepEntry } from './keep-entry.ts';
import { refuseForged } from './refuse-forged.ts';

/** payment.attempted → the order's timeline, nothing else */
export async function noteAttempt(tx: Tx, event: Event<PaymentAttempted>): Promise<void> {
  const { order_id, user_id, amount } = event.payload;
  const amountCents = toCents(amount);
  const kept = await keepEntry(tx, paymentAttempted, event, { user_id, total_cents: amountCents });
  if (!kept) await refuseForged(tx, { order_id, user_id, amountCents });
}

/** notification.email → the timeline of the order it is about; a mail about none is nothing to an order */
export async function noteMail(tx: Tx, event: Event<NotificationEmail>): Promise<void> {
  const { order_id, user_id } = event.payload;
  if (order_id === undefined) return;
  await keepEntry(tx, notificationEmail, { ...event, payload: { ...event.payload, order_id } }, { user_id });
}

import {
  notificationEmail,
  paymentAttempted,
  type NotificationEmail,
  type PaymentAttempted,
} from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import type { Heard } from '@ecomm/events/subscription';
import { keepEntries } from './keep-entry.ts';
import { refuseForged } from './refuse-forged.ts';

/** payment.attempted → the order's timeline, nothing else */
export async function noteAttempts(tx: Tx, events: readonly Heard<PaymentAttempted>[]): Promise<void> {
  const said = events.map((event) => {
    const { user_id, amount } = event.payload;
    return { ...event, user_id, total_cents: toCents(amount) };
  });
  const kept = await keepEntries(tx, paymentAttempted, said);
  const others = said.filter(({ id }) => !kept.has(id.toLowerCase()));
  await refuseForged(
    tx,
    others.map(({ payload, user_id, total_cents: amountCents }) => ({ ...payload, user_id, amountCents })),
  );
}

/** notification.email → the timeline of the order it is about; a mail about none is nothing to an order */
export async function noteMails(tx: Tx, events: readonly Heard<NotificationEmail>[]): Promise<void> {
  const said = events.flatMap((event) => {
    const { order_id, user_id } = event.payload;
    return order_id === undefined ? [] : [{ ...event, payload: { ...event.payload, order_id }, user_id }];
  });
  await keepEntries(tx, notificationEmail, said);
}

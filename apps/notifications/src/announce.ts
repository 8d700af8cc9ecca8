import type { OrderCreated, PaymentFailed, PaymentSucceeded, UserCreated } from '@ecomm/contracts/events';
import { toAmount, toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import type { Heard } from '@ecomm/events/subscription';
import { contactsOf, rememberContacts } from './contacts.ts';
import { money } from './mail.ts';
import { queueMails, type Wording } from './queue-mail.ts';
import type { Users } from './users.ts';

export interface AnnounceDeps {
  users: Users;
  /** Of payments, whose events name none. */
  currency: string;
}

/** Events → a mail of each to its user, as `word` words it; none where it words none. */
export const announce = <P extends { user_id: number }>(users: Users, word: (payload: P) => Wording | undefined) =>
  async function announceAll(tx: Tx, events: readonly Heard<P>[]): Promise<void> {
    const worded = events.flatMap((event) => {
      const wording = word(event.payload);
      return wording ? [{ event, wording }] : [];
    });
    if (worded.length === 0) return;
    const contacts = await contactsOf(
      tx,
      users,
      worded.map(({ event }) => event.payload.user_id),
    );
    const mails = worded.map(({ event: { id: event_id, payload, within }, wording }) => {
      const { user_id } = payload;
      return { ...wording, event_id, user_id, contact: contacts.get(user_id)!, within };
    });
    await queueMails(tx, mails);
  };

/** user.created → the contact + `welcome`. */
export async function welcomeUsers(tx: Tx, events: readonly Heard<UserCreated>[]): Promise<void> {
  const greeted = events.map(({ id: event_id, payload, within }) => {
    const { user_id, email, first_name = null, last_name = null } = payload;
    return { event_id, user_id, within, contact: { email, first_name, last_name } };
  });
  await rememberContacts(tx, new Map(greeted.map(({ user_id, contact }) => [user_id, contact])));
  const mails = greeted.map((mail) => {
    const { email } = mail.contact;
    return { ...mail, template: 'welcome' as const, subject: 'Welcome to Ecomm', data: { email } };
  });
  await queueMails(tx, mails);
}

/** order.created → `order_confirmation` with its lines. */
export const confirmOrders = ({ users }: Pick<AnnounceDeps, 'users'>) =>
  announce(users, (order: OrderCreated) => {
    const { order_id, currency, items_count, shipping_address = '' } = order;
    const lines = order.items.map(({ name, quantity, price }) => ({
      name,
      quantity,
      price: money(price, currency),
      subtotal: money(toAmount(quantity * toCents(price)), currency),
    }));
    const data = { order_id, lines, total: money(order.amount, currency), shipping_address };
    const subject = `Your order of ${items_count} ${items_count === 1 ? 'item' : 'items'}`;
    return { template: 'order_confirmation', order_id, subject, data };
  });

/** payment.succeeded → `payment_succeeded`. */
export const confirmPayments = ({ users, currency }: AnnounceDeps) =>
  announce(users, ({ order_id, transaction_id, amount }: PaymentSucceeded) => {
    const total = money(amount, currency);
    const subject = `We received your payment of ${total}`;
    return { template: 'payment_succeeded', order_id, subject, data: { order_id, transaction_id, total } };
  });

const explanations: Record<string, string> = { card_declined: 'your card was declined.' };

/** payment.failed → `payment_failed` with the reason. */
export const regretPayments = ({ users, currency }: AnnounceDeps) =>
  announce(users, ({ order_id, amount, reason = '' }: PaymentFailed) => {
    const total = money(amount, currency);
    const subject = `Your payment of ${total} did not go through`;
    const data = { order_id, total, explanation: explanations[reason] ?? 'we could not charge your card.' };
    return { template: 'payment_failed', order_id, subject, data };
  });

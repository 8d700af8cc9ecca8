import type { OrderCreated, PaymentFailed, PaymentSucceeded, UserCreated } from '@ecomm/contracts/events';
import { toAmount, toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import { contactOf, rememberContact } from './contacts.ts';
import { money } from './mail.ts';
import { queueMail } from './queue-mail.ts';
import type { Users } from './users.ts';

export interface AnnounceDeps {
  users: Users;
  /** Of payments, whose events name none. */
  currency: string;
}

/** user.created → the contact + `welcome`. */
export async function welcomeUser(tx: Tx, { id: event_id, payload }: Event<UserCreated>): Promise<void> {
  const { user_id, email, first_name = null, last_name = null } = payload;
  const contact = { email, first_name, last_name };
  await rememberContact(tx, user_id, contact);
  await queueMail(tx, {
    event_id,
    template: 'welcome',
    user_id,
    contact,
    subject: 'Welcome to Ecomm',
    data: { email },
  });
}

/** order.created → `order_confirmation` with its lines. */
export const confirmOrder = ({ users }: Pick<AnnounceDeps, 'users'>) =>
  async function confirm(tx: Tx, { id: event_id, payload: order }: Event<OrderCreated>): Promise<void> {
    const { user_id, order_id, currency, items_count, shipping_address = '' } = order;
    const contact = await contactOf(tx, users, user_id);
    const lines = order.items.map(({ name, quantity, price }) => ({
      name,
      quantity,
      price: money(price, currency),
      subtotal: money(toAmount(quantity * toCents(price)), currency),
    }));
    const data = { order_id, lines, total: money(order.amount, currency), shipping_address };
    const subject = `Your order of ${items_count} ${items_count === 1 ? 'item' : 'items'}`;
    await queueMail(tx, { event_id, template: 'order_confirmation', user_id, order_id, contact, subject, data });
  };

/** payment.succeeded → `payment_succeeded`. */
export const confirmPayment = ({ users, currency }: AnnounceDeps) =>
  async function confirm(tx: Tx, { id: event_id, payload }: Event<PaymentSucceeded>): Promise<void> {
    const { user_id, order_id, transaction_id } = payload;
    const contact = await contactOf(tx, users, user_id);
    const total = money(payload.amount, currency);
    const subject = `We received your payment of ${total}`;
    const data = { order_id, transaction_id, total };
    await queueMail(tx, { event_id, template: 'payment_succeeded', user_id, order_id, contact, subject, data });
  };

const explanations: Record<string, string> = { card_declined: 'your card was declined.' };

/** payment.failed → `payment_failed` with the reason. */
export const regretPayment = ({ users, currency }: AnnounceDeps) =>
  async function regret(tx: Tx, { id: event_id, payload }: Event<PaymentFailed>): Promise<void> {
    const { user_id, order_id, reason = '' } = payload;
    const contact = await contactOf(tx, users, user_id);
    const total = money(payload.amount, currency);
    const subject = `Your payment of ${total} did not go through`;
    const data = { order_id, total, explanation: explanations[reason] ?? 'we could not charge your card.' };
    await queueMail(tx, { event_id, template: 'payment_failed', user_id, order_id, contact, subject, data });
  };

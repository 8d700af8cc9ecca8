import type {
  NotificationEmail,
  PaymentAttempted,
  PaymentFailed,
  PaymentRefunded,
  PaymentSucceeded,
  StockShortfall,
} from '@ecomm/contracts/events';
import type { Order } from '@ecomm/contracts/http/orders';
import type { Db } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import { handleEvents } from '@ecomm/events/handle-events';
import { inboxOf } from '@ecomm/outbox/once';
import { log } from './orders.fixture.ts';
import { subscriptions } from './subscriptions.ts';

interface Payloads {
  'payment.attempted': PaymentAttempted;
  'payment.succeeded': PaymentSucceeded;
  'payment.failed': PaymentFailed;
  'payment.refunded': PaymentRefunded;
  'stock.shortfall': StockShortfall;
  'notification.email': NotificationEmail;
}
type Type = keyof Payloads;

/** An event as it comes from its topic. */
export const inbound = <T extends Type>(
  type: T,
  payload: Payloads[T],
  of: Partial<Pick<Event, 'id' | 'causeId' | 'traceparent'>> = {},
): Event<Payloads[T]> => ({
  id: Bun.randomUUIDv7(),
  type,
  key: String(payload.order_id),
  time: payload.occurred_at,
  topic: type,
  partition: 0,
  offset: '0',
  payload,
  ...of,
});

/** What payments says of an order's charge, unless `changes` say otherwise. */
export const payment = (order: Order, changes: Partial<PaymentSucceeded> = {}): PaymentSucceeded => ({
  order_id: order.id,
  user_id: order.user_id,
  transaction_id: Bun.randomUUIDv7(),
  amount: order.total_amount,
  occurred_at: new Date().toISOString(),
  ...changes,
});

export const refund = (
  order: Order,
  refunded_amount: number,
  changes: Partial<PaymentRefunded> = {},
): PaymentRefunded => ({
  ...payment(order, { amount: refunded_amount }),
  refunded_amount,
  ...changes,
});

export const shortfall = ({ id }: Pick<Order, 'id'>): StockShortfall => ({
  order_id: id,
  product_id: 1,
  missing: 1,
  occurred_at: new Date().toISOString(),
});

/** A mail about an order. */
export const mail = (order: Order, changes: Partial<NotificationEmail> = {}): NotificationEmail => ({
  notification_id: Bun.randomUUIDv7(),
  template: 'order_confirmation',
  user_id: order.user_id,
  order_id: order.id,
  to: 'ada@example.com',
  subject: 'Your order of 1 item',
  event_id: Bun.randomUUIDv7(),
  occurred_at: order.created_at,
  ...changes,
});

/** As the consumer delivers them: in one transaction, through the inbox, to whom the table of subscriptions names. */
export const deliver = (db: Db, ...events: readonly Event<{ order_id?: string }>[]): Promise<void> =>
  inboxOf(db).run('orders-group', events, handleEvents(subscriptions({ log })));

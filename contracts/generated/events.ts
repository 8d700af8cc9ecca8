// Generated from TypeSpec by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../kinds.ts';

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** The mails the shop sends. */
export const MailTemplate = T.Union([T.Literal('welcome'), T.Literal('order_confirmation'), T.Literal('payment_succeeded'), T.Literal('payment_failed')]);
export type MailTemplate = Static<typeof MailTemplate>;

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** One plain mail address: no display name, no list, no group. */
const email = T.String({ minLength: 3, maxLength: 254, format: 'email' });

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

/** A mail is to be sent. */
export const NotificationEmail = T.Object({
  notification_id: uuid,
  template: MailTemplate,
  user_id: id,
  order_id: T.Optional(uuid),
  to: email,
  subject: T.String(),
  event_id: uuid,
  occurred_at: instant,
});
export type NotificationEmail = Static<typeof NotificationEmail>;

/** Decimal amount of the shop's one currency with at most two places. */
const amount = Decimal({ minimum: 0, maximum: 999999999999.99, 'x-decimal-places': 2 });

/** Three letters of ISO 4217. */
const currency = T.String({ pattern: '^[A-Z]{3}$' });

/** Decimal price of one unit with at most two places; 50 lines of 1,000 units at the highest price stay exact in cents. */
const price = Decimal({ minimum: 0, maximum: 9999999.99, 'x-decimal-places': 2 });

export const OrderCreatedItem = T.Object({
  product_id: id,
  name: T.String(),
  quantity: T.Integer({ minimum: 1, maximum: 2147483647 }),
  price: price,
});
export type OrderCreatedItem = Static<typeof OrderCreatedItem>;

/** `card` ends at random; the `test_` ones as they say, and not in production. */
export const PaymentMethod = T.Union([T.Literal('card'), T.Literal('test_success'), T.Literal('test_decline'), T.Literal('test_timeout')]);
export type PaymentMethod = Static<typeof PaymentMethod>;

/** A new order was placed. */
export const OrderCreated = T.Object({
  order_id: uuid,
  user_id: id,
  amount: amount,
  currency: currency,
  items: T.Array(OrderCreatedItem),
  items_count: T.Integer({ minimum: 1, maximum: 2147483647 }),
  shipping_address: T.Optional(T.String()),
  payment_method: PaymentMethod,
  sequence: T.Integer({ minimum: 1, maximum: 2147483647 }),
  occurred_at: instant,
});
export type OrderCreated = Static<typeof OrderCreated>;

/** pending → paid, failed or cancelled; paid → shipped → delivered; paid → cancelled → refunded. */
export const OrderStatus = T.Union([T.Literal('pending'), T.Literal('paid'), T.Literal('shipped'), T.Literal('delivered'), T.Literal('failed'), T.Literal('cancelled'), T.Literal('refunded')]);
export type OrderStatus = Static<typeof OrderStatus>;

/** An order's status changed. Topics have no order among each other: read `status` as a state. */
export const OrderUpdated = T.Object({
  order_id: uuid,
  user_id: id,
  amount: amount,
  status: OrderStatus,
  previous_status: OrderStatus,
  reason: T.Optional(T.String()),
  sequence: T.Integer({ minimum: 1, maximum: 2147483647 }),
  occurred_at: instant,
});
export type OrderUpdated = Static<typeof OrderUpdated>;

/** A charge was begun. */
export const PaymentAttempted = T.Object({
  order_id: uuid,
  user_id: id,
  transaction_id: uuid,
  amount: amount,
  reason: T.Optional(T.String()),
  occurred_at: instant,
});
export type PaymentAttempted = Static<typeof PaymentAttempted>;

/** The provider declined; `reason` says why. */
export const PaymentFailed = T.Object({
  order_id: uuid,
  user_id: id,
  transaction_id: uuid,
  amount: amount,
  reason: T.Optional(T.String()),
  occurred_at: instant,
});
export type PaymentFailed = Static<typeof PaymentFailed>;

/** The provider took the money. */
export const PaymentSucceeded = T.Object({
  order_id: uuid,
  user_id: id,
  transaction_id: uuid,
  amount: amount,
  reason: T.Optional(T.String()),
  occurred_at: instant,
});
export type PaymentSucceeded = Static<typeof PaymentSucceeded>;

/** A product was added to the catalogue. */
export const ProductCreated = T.Object({
  product_id: id,
  name: T.String(),
  price: price,
  stock_quantity: T.Integer({ minimum: 0, maximum: 2147483647 }),
  sku: T.Union([T.String(), T.Null()]),
  is_active: T.Boolean(),
  image_url: T.Union([T.String(), T.Null()]),
  changed: T.Array(T.String()),
  occurred_at: instant,
});
export type ProductCreated = Static<typeof ProductCreated>;

/** A product or its stock changed; for stock at most once a second a product. */
export const ProductUpdated = T.Object({
  product_id: id,
  name: T.String(),
  price: price,
  stock_quantity: T.Integer({ minimum: 0, maximum: 2147483647 }),
  sku: T.Union([T.String(), T.Null()]),
  is_active: T.Boolean(),
  image_url: T.Union([T.String(), T.Null()]),
  changed: T.Array(T.String()),
  occurred_at: instant,
});
export type ProductUpdated = Static<typeof ProductUpdated>;

export const Role = T.Union([T.Literal('customer'), T.Literal('admin')]);
export type Role = Static<typeof Role>;

/** A new user has signed up. */
export const UserCreated = T.Object({
  user_id: id,
  email: email,
  first_name: T.Optional(T.String()),
  last_name: T.Optional(T.String()),
  role: Role,
  created_at: instant,
});
export type UserCreated = Static<typeof UserCreated>;

/** A mail is to be sent. */
export const notificationEmail = {
  type: 'notification.email',
  topic: 'notification.email',
  version: 1,
  key: 'user_id',
  owner: 'notifications',
  schema: NotificationEmail,
} as const;

/** A new order was placed. */
export const orderCreated = {
  type: 'order.created',
  topic: 'order.created',
  version: 1,
  key: 'order_id',
  owner: 'orders',
  schema: OrderCreated,
} as const;

/** An order's status changed. Topics have no order among each other: read `status` as a state. */
export const orderUpdated = {
  type: 'order.updated',
  topic: 'order.updated',
  version: 1,
  key: 'order_id',
  owner: 'orders',
  schema: OrderUpdated,
} as const;

/** A charge was begun. */
export const paymentAttempted = {
  type: 'payment.attempted',
  topic: 'payment.attempted',
  version: 1,
  key: 'order_id',
  owner: 'payments',
  schema: PaymentAttempted,
} as const;

/** The provider declined; `reason` says why. */
export const paymentFailed = {
  type: 'payment.failed',
  topic: 'payment.failed',
  version: 1,
  key: 'order_id',
  owner: 'payments',
  schema: PaymentFailed,
} as const;

/** The provider took the money. */
export const paymentSucceeded = {
  type: 'payment.succeeded',
  topic: 'payment.succeeded',
  version: 1,
  key: 'order_id',
  owner: 'payments',
  schema: PaymentSucceeded,
} as const;

/** A product was added to the catalogue. */
export const productCreated = {
  type: 'product.created',
  topic: 'product.created',
  version: 1,
  key: 'product_id',
  owner: 'products',
  schema: ProductCreated,
} as const;

/** A product or its stock changed; for stock at most once a second a product. */
export const productUpdated = {
  type: 'product.updated',
  topic: 'product.updated',
  version: 1,
  key: 'product_id',
  owner: 'products',
  schema: ProductUpdated,
} as const;

/** A new user has signed up. */
export const userCreated = {
  type: 'user.created',
  topic: 'user.created',
  version: 1,
  key: 'user_id',
  owner: 'users',
  schema: UserCreated,
} as const;

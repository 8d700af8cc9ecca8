// Generated from TypeSpec by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../../kinds.ts';

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

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

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

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

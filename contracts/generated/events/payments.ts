// Generated from TypeSpec by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../../kinds.ts';

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** Decimal amount of the shop's one currency with at most two places. */
const amount = Decimal({ minimum: 0, maximum: 999999999999.99, 'x-decimal-places': 2 });

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

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

/** Money went back: `amount` by this refund. */
export const PaymentRefunded = T.Object({
  order_id: uuid,
  user_id: id,
  transaction_id: uuid,
  amount: amount,
  refunded_amount: amount,
  reason: T.Optional(T.String()),
  occurred_at: instant,
});
export type PaymentRefunded = Static<typeof PaymentRefunded>;

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

/** Money went back: `amount` by this refund. */
export const paymentRefunded = {
  type: 'payment.refunded',
  topic: 'payment.refunded',
  version: 1,
  key: 'order_id',
  owner: 'payments',
  schema: PaymentRefunded,
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

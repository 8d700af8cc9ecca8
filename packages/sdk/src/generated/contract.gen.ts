// Generated from the contracts' OpenAPI documents by `bun run generate`. Do not edit.
import type { Problem } from './orders/types.gen.ts';

/** Where each service answers when the shop runs on this machine. */
export const addresses = {
  notifications: 'http://localhost:3005',
  orders: 'http://localhost:3003',
  payments: 'http://localhost:3004',
  products: 'http://localhost:3002',
  users: 'http://localhost:3001',
} as const;

/** Every code that a problem of the contract can have. */
export type ProblemCode =
  | 'auth.account_disabled'
  | 'auth.forbidden'
  | 'auth.invalid_credentials'
  | 'auth.invalid_token'
  | 'auth.keys_unavailable'
  | 'auth.missing_token'
  | 'cursor.invalid'
  | 'database.overloaded'
  | 'database.unavailable'
  | 'dead_letter.handled'
  | 'dead_letter.not_found'
  | 'dead_letter.not_now'
  | 'dead_letter.refused'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'image.not_found'
  | 'image.too_large'
  | 'image.unsupported'
  | 'internal'
  | 'notification.not_found'
  | 'order.illegal_transition'
  | 'order.not_found'
  | 'order.not_pending'
  | 'order.too_many_pending'
  | 'order.too_many_streams'
  | 'order.too_many_units'
  | 'order.total_changed'
  | 'orders.unavailable'
  | 'payment.not_captured'
  | 'payment.not_found'
  | 'product.not_found'
  | 'product.precondition_failed'
  | 'product.sku_taken'
  | 'products.unavailable'
  | 'rate.limited'
  | 'refund.declined'
  | 'refund.exceeds_captured'
  | 'refund.in_progress'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unreadable'
  | 'request.unsupported_media_type'
  | 'service.overloaded'
  | 'service.timeout'
  | 'stock.insufficient'
  | 'stock.reservation_released'
  | 'user.email_taken'
  | 'user.not_found'
  | 'users.unavailable';

/** Members that a problem of this code always has. */
export interface ProblemMembers {
  'request.invalid': Required<Pick<Problem, 'errors'>>;
  'stock.insufficient': Required<Pick<Problem, 'product_id' | 'available'>>;
}

import type { OrderCreated, PaymentMethod } from '@ecomm/contracts/events';
import { toAmount } from '@ecomm/contracts/money';
import type { Line } from './order.ts';

/** A new order's facts, as its rows hold them. */
export interface Announced {
  id: string;
  user_id: number;
  total_cents: number;
  items_count: number;
  shipping_address: string | null;
  payment_method: PaymentMethod;
  /** RFC 3339 UTC. */
  created_at: string;
}

/** The order.created of an order; the same whenever it is said again. */
export const announcement = (order: Announced, lines: readonly Line[], currency: string): OrderCreated => ({
  order_id: order.id,
  user_id: order.user_id,
  amount: toAmount(order.total_cents),
  currency,
  items: lines.map(({ product_id, name, quantity, price_cents }) => ({
    product_id,
    name,
    quantity,
    price: toAmount(price_cents),
  })),
  items_count: order.items_count,
  ...(order.shipping_address === null ? {} : { shipping_address: order.shipping_address }),
  payment_method: order.payment_method,
  sequence: 1,
  occurred_at: order.created_at,
});

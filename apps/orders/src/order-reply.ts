import type { Order } from '@ecomm/contracts/http/orders';
import { toAmount } from '@ecomm/contracts/money';
import { instant } from '@ecomm/database/instant';
import { Problem } from '@ecomm/runtime/problem';
import type { Caller } from '@ecomm/http/operation';
import { sql } from 'drizzle-orm';
import type { Line } from './order.ts';
import { orderHistory, orderLines, orders } from './schema.ts';
import { asItem } from './write-order.ts';

export const missing = (): Problem => new Problem(404, 'order.not_found', 'There is no such order');

/** A stranger's order is as unknown as none. */
export const mayRead = (caller: Caller, userId: number): boolean => caller.role === 'admin' || caller.id === userId;

/** The lines of a row of `orders`, in ascending product id. */
export const lines = sql<
  Line[]
>`(select json_agg(json_build_object('product_id', ${orderLines.product_id}, 'name', ${orderLines.name},
  'sku', ${orderLines.sku}, 'quantity', ${orderLines.quantity}, 'price_cents', ${orderLines.price_cents}) order by ${orderLines.product_id})
  from ${orderLines} where ${orderLines.order_id} = ${orders.id})`;

/** The contract's Order as it is now; select it from `orders`. */
export const reply = {
  id: orders.id,
  user_id: orders.user_id,
  status: orders.status,
  total_amount: sql<number>`${orders.total_cents}`.mapWith((cents) => toAmount(Number(cents))),
  items_count: orders.items_count,
  items: sql<Order['items']>`${lines}`.mapWith((found: Line[]) => found.map(asItem)),
  shipping_address: orders.shipping_address,
  transaction_id: orders.transaction_id,
  created_at: instant(orders.created_at),
  updated_at: instant(orders.updated_at),
};

/**
 * The contract's Order as of a row of its history; select it from `orders` joined with `order_history`. Rows of before
 * `transaction_id` was kept there are pending, paid or failed: settling is what gave the order its transaction.
 */
export const replyThen = {
  ...reply,
  status: orderHistory.status,
  transaction_id: sql<
    string | null
  >`coalesce(${orderHistory.transaction_id}, case when ${orderHistory.status} in ('paid', 'failed') then ${orders.transaction_id} end)`,
  updated_at: instant(orderHistory.at),
};

import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { PaymentMethod } from '@ecomm/contracts/events';
import type { Status } from './order.ts';

export { deadLetters, inbox, outbox, relayLease } from '@ecomm/outbox/tables';
export { idempotencyKeys } from '@ecomm/http/idempotency-table';

const instant = () => timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow();
const id = () => bigint({ mode: 'number' }).notNull();
const cents = () => bigint({ mode: 'number' }).notNull();

export const orders = pgTable(
  'orders',
  {
    id: uuid().primaryKey(),
    user_id: id(),
    status: text().$type<Status>().notNull(),
    total_cents: cents(),
    /** The most that payments said was refunded in all, whatever the status. */
    refunded_cents: cents().default(0),
    items_count: integer().notNull(),
    shipping_address: text(),
    payment_method: text().$type<PaymentMethod>().notNull(),
    transaction_id: uuid(),
    /** Counts this order's events: 1 is order.created. */
    sequence: integer().notNull(),
    /** The event that announced the order, to say it again under the same id. */
    created_event_id: uuid().notNull(),
    /** When a pending order was last asked after; see chase-pending.ts. */
    chased_at: instant(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index('orders_by_user').on(t.user_id, t.id),
    index('orders_pending')
      .on(t.user_id)
      .where(sql`status = 'pending'`),
    index('orders_chased')
      .on(t.chased_at)
      .where(sql`status = 'pending'`),
  ],
);

export const orderLines = pgTable(
  'order_lines',
  {
    order_id: uuid()
      .notNull()
      .references(() => orders.id),
    product_id: id(),
    name: text().notNull(),
    sku: text(),
    quantity: integer().notNull(),
    price_cents: cents(),
  },
  (t) => [primaryKey({ columns: [t.order_id, t.product_id] })],
);

/** One row for each status an order has had; append-only. */
export const orderHistory = pgTable(
  'order_history',
  {
    order_id: uuid()
      .notNull()
      .references(() => orders.id),
    sequence: integer().notNull(),
    status: text().$type<Status>().notNull(),
    previous_status: text().$type<Status>(),
    reason: text(),
    /** The event that caused it; none for the buyer's own request. */
    cause_id: uuid(),
    /** The order's from this status on. Rows of before it was kept have none; see order-reply.ts. */
    transaction_id: uuid(),
    /** Of the event that announced it; none in rows of before it was kept, like its trace. */
    event_id: uuid(),
    trace_id: text(),
    /** The order's `updated_at` of this status. */
    at: instant(),
  },
  (t) => [primaryKey({ columns: [t.order_id, t.sequence] })],
);

/** What other services said of an order; append-only. What this one said is in its history. */
export const orderTimeline = pgTable(
  'order_timeline',
  {
    order_id: uuid()
      .notNull()
      .references(() => orders.id),
    event_id: uuid().notNull(),
    at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
    service: text().notNull(),
    type: text().notNull(),
    cause_id: uuid(),
    trace_id: text(),
    /** The event's payload. */
    data: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.order_id, t.event_id] })],
);

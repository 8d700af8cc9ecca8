import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { EntryKind, Method, Status } from './payment.ts';

export { deadLetters, inbox, outbox, relayLease } from '@ecomm/outbox/tables';
export { idempotencyKeys } from '@ecomm/http/idempotency-table';

const instant = () => timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow();
const cents = () => bigint({ mode: 'number' }).notNull();

/** What makes a row a place in a queue: who may take it, from when on. */
const queued = () => ({
  /** How often the provider was asked. */
  attempts: integer().notNull().default(0),
  /** From when on it may be taken: put off by a lease, or after an answer that did not come. */
  due_at: instant(),
  /** Set by a lease, cleared when its attempt ends without a result: due and still leased, its holder has died. */
  leased: boolean().notNull().default(false),
});

/** One row an order: the queue of charges (`processing` until the provider's answer is recorded) and the fold of its entries, kept. */
export const payments = pgTable(
  'payments',
  {
    transaction_id: uuid().primaryKey(),
    order_id: uuid().notNull().unique('payments_order'),
    user_id: bigint({ mode: 'number' }).notNull(),
    amount_cents: cents(),
    payment_method: text().$type<Method>().notNull(),
    status: text().$type<Status>().notNull(),
    failure_reason: text(),
    refunded_cents: cents().default(0),
    /** The order was cancelled: what is or will be captured goes back. */
    refund_wanted: boolean().notNull().default(false),
    /** Number of the latest entry; whoever writes one raises it, and so holds the row. */
    entries: integer().notNull().default(0),
    ...queued(),
    /** The trace its order came with; the result's event continues it. */
    traceparent: text().notNull(),
    /** Id of payment.attempted, which causes the result. */
    cause_id: uuid(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index('payments_due')
      .on(t.due_at)
      .where(sql`status = 'processing'`),
  ],
);

/** All that happened to a payment, in order; append-only, which a trigger enforces. */
export const paymentEntries = pgTable(
  'payment_entries',
  {
    transaction_id: uuid()
      .notNull()
      .references(() => payments.transaction_id),
    entry: integer().notNull(),
    kind: text().$type<EntryKind>().notNull(),
    amount_cents: cents(),
    /** What the provider was asked with. */
    key: text(),
    reason: text(),
    /** The event that caused it; none for a request or the provider's own answer. */
    cause_id: uuid(),
    /** The trace of a cancel; the refund that it brings about, now or later, continues it. */
    traceparent: text(),
    at: timestamp({ withTimezone: true, mode: 'string' })
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.transaction_id, t.entry] })],
);

/** The queue of refunds: a row is `open` until the provider's answer is recorded. Inserted under its payment's row lock. */
export const refunds = pgTable(
  'refunds',
  {
    id: uuid().primaryKey(),
    transaction_id: uuid()
      .notNull()
      .references(() => payments.transaction_id),
    order_id: uuid().notNull(),
    key: text().notNull().unique('refunds_key'),
    amount_cents: cents(),
    reason: text().$type<'requested' | 'order_cancelled'>().notNull(),
    status: text().$type<'open' | 'succeeded' | 'declined'>().notNull().default('open'),
    failure_reason: text(),
    ...queued(),
    traceparent: text().notNull(),
    /** The order.updated(cancelled) that asks for it; none when an admin did. */
    cause_id: uuid(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index('refunds_payment').on(t.transaction_id),
    index('refunds_due')
      .on(t.due_at)
      .where(sql`status = 'open'`),
    // One at a time by request; a cancel does not wait for it.
    uniqueIndex('refunds_requested')
      .on(t.transaction_id)
      .where(sql`status = 'open' and reason = 'requested'`),
  ],
);

/** The provider's own book, which only the simulator writes, in transactions of its own. */
export const providerLedger = pgTable(
  'provider_ledger',
  {
    entry: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    key: text().notNull().unique('provider_ledger_key'),
    transaction_id: uuid().notNull(),
    order_id: uuid().notNull(),
    kind: text().$type<'charge' | 'refund'>().notNull(),
    amount_cents: cents(),
    outcome: text().$type<'succeeded' | 'declined'>().notNull(),
    reason: text(),
    at: instant(),
  },
  (t) => [index('provider_ledger_order').on(t.order_id), index('provider_ledger_at').on(t.at)],
);

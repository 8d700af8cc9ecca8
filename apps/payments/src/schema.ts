import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { Method, Status } from './payment.ts';

export { inbox, outbox, relayLease } from '@ecomm/outbox/tables';

const instant = () => timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow();
const cents = () => bigint({ mode: 'number' }).notNull();

/** One row an order, and the queue of charges: a row is `processing` until the provider's answer is recorded. */
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
    /** How often the provider was asked. */
    attempts: integer().notNull().default(0),
    /** From when on a charger may take it: put off by a lease, or after an answer that did not come. */
    due_at: instant(),
    /** The trace its order came with; the result's event continues it. */
    traceparent: text().notNull(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index('payments_due')
      .on(t.due_at)
      .where(sql`status = 'processing'`),
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
  (t) => [index('provider_ledger_order').on(t.order_id)],
);

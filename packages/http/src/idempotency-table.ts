import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** One row a (user, Idempotency-Key). `status` and `body` are null while the first request is under way. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: integer('user_id').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** The id drawn for what the request makes: a takeover makes the same one. */
    resourceId: uuid('resource_id').notNull(),
    token: uuid('token').notNull(),
    leasedUntil: timestamp('leased_until', { withTimezone: true, mode: 'string' }).notNull(),
    status: smallint('status'),
    body: text('body'),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' })
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.key] }),
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);

import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Events staged by committed transactions, in the order of `position`; `sent_at` is set once the broker has them. */
export const outbox = pgTable(
  'outbox',
  {
    position: bigint('position', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** The event's id. Not unique: an event may be staged again under its old id. */
    id: uuid('id').notNull(),
    topic: text('topic').notNull(),
    key: text('key').notNull(),
    type: text('type').notNull(),
    version: integer('version').notNull(),
    /** The value's bytes as they will be sent. */
    payload: text('payload').notNull(),
    traceparent: text('traceparent'),
    occurred_at: instant('occurred_at').notNull(),
    created_at: instant('created_at').notNull().defaultNow(),
    sent_at: instant('sent_at'),
  },
  (t) => [
    index('outbox_unsent')
      .on(t.position)
      .where(sql`${t.sent_at} is null`),
  ],
);

/** Which events each consumer group has had; written in the transaction of their effect. */
export const inbox = pgTable(
  'inbox',
  {
    consumer: text('consumer').notNull(),
    event_id: uuid('event_id').notNull(),
    received_at: instant('received_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.consumer, t.event_id] }), index('inbox_received').using('brin', t.received_at)],
);

/** One row: who relays this database's outbox, and until when. */
export const relayLease = pgTable('relay_lease', {
  id: smallint('id').primaryKey(),
  holder: uuid('holder').notNull(),
  expires_at: instant('expires_at').notNull(),
});

import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
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
    /** The event whose handling staged it; none when a request or a timer did. */
    cause_id: uuid('cause_id'),
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

/**
 * Records that this service's group put aside, each also in its dead-letter topic. Only services that read events have it.
 */
export const deadLetters = pgTable(
  'dead_letters',
  {
    id: uuid('id').primaryKey(),
    consumer: text('consumer').notNull(),
    topic: text('topic').notNull(),
    partition: integer('partition').notNull(),
    offset: bigint('offset', { mode: 'bigint' }).notNull(),
    event_id: text('event_id'),
    key: bytea('key'),
    value: bytea('value'),
    /** Name to values, each in base64: a header may hold any bytes. */
    headers: jsonb('headers').$type<Record<string, string[]>>().notNull(),
    reason: text('reason').notNull(),
    attempts: integer('attempts').notNull(),
    first_at: instant('first_at').notNull(),
    last_at: instant('last_at').notNull(),
    trace_id: text('trace_id'),
    status: text('status').$type<'open' | 'redriven' | 'discarded'>().notNull().default('open'),
    handled_at: instant('handled_at'),
  },
  (t) => [unique('dead_letters_record').on(t.consumer, t.topic, t.partition, t.offset)],
);

import { bigint, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export { inbox, outbox, relayLease } from '@ecomm/outbox/tables';

export const gadgets = pgTable('gadgets', {
  /** UUIDv7: ids in order are times in order, so that a list needs no other index. */
  id: uuid().primaryKey(),
  user_id: bigint({ mode: 'number' }).notNull(),
  title: text().notNull(),
  note: text(),
  created_at: timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow(),
});

import { bigint, boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { MailStatus, Template } from './mail.ts';

export { deadLetters, inbox, outbox, relayLease } from '@ecomm/outbox/tables';

const at = () => timestamp({ withTimezone: true, mode: 'string' });
const userId = () => bigint({ mode: 'number' });

/** Where a user's mail goes: from user.created, or asked of users when an order was faster. */
export const contacts = pgTable('contacts', {
  user_id: userId().primaryKey(),
  email: text().notNull(),
  first_name: text(),
  last_name: text(),
});

/** One row a mail, and the queue of mails: a row is sent once it is due. */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid().primaryKey(),
    /** The event that caused it: one mail for each event and template. */
    event_id: uuid().notNull(),
    template: text().$type<Template>().notNull(),
    user_id: userId().notNull(),
    order_id: uuid(),
    to_email: text().notNull(),
    to_name: text().notNull(),
    subject: text().notNull(),
    /** What the template shows, formatted. */
    data: jsonb().notNull(),
    status: text().$type<MailStatus>().notNull(),
    /** How often the mail server had it in hand. */
    attempts: integer().notNull().default(0),
    /** How often an admin had it sent again. */
    resends: integer().notNull().default(0),
    failure_reason: text(),
    /** From when on a sender may take it: set by notification.email, put off by a lease or a failure. */
    due_at: at(),
    /** A sender has it; one that is due all the same was left so by a crash. */
    in_hand: boolean().notNull().default(false),
    traceparent: text().notNull(),
    created_at: at().notNull().defaultNow(),
    sent_at: at(),
  },
  (t) => [
    unique('notifications_cause').on(t.event_id, t.template),
    index('notifications_due')
      .on(t.due_at)
      .where(sql`status = 'queued'`),
    index('notifications_status').on(t.status, t.id),
  ],
);

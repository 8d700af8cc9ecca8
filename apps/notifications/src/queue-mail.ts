import { notificationEmail } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import { traceparent } from '@ecomm/runtime/trace';
import { fullName, type Contact, type MailData, type Template } from './mail.ts';

/** A mail to be sent because of an event. */
export interface Mail {
  event_id: string;
  template: Template;
  user_id: number;
  order_id?: string;
  contact: Contact;
  subject: string;
  data: MailData;
}

const inserting = `
  insert into notifications (id, event_id, template, user_id, order_id, to_email, to_name, subject, data, status, traceparent)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, 'queued', $10)
  on conflict (event_id, template) do nothing
  returning ${instantText('created_at')} as created_at`;

/** A business event's mail → a notification, queued, + notification.email, once for each (event, template). */
export async function queueMail(tx: Tx, mail: Mail): Promise<void> {
  const { event_id, template, user_id, order_id, contact, subject } = mail;
  const id = Bun.randomUUIDv7();
  const data = JSON.stringify({ ...mail.data, name: contact.first_name ?? '' });
  const [queued] = await runSql<{ created_at: string }>(tx, inserting, [
    id,
    event_id,
    template,
    user_id,
    order_id ?? null,
    contact.email,
    fullName(contact),
    subject,
    data,
    traceparent(),
  ]);
  if (!queued) return;
  await stage(tx, notificationEmail, {
    notification_id: id,
    template,
    user_id,
    ...(order_id ? { order_id } : {}),
    to: contact.email,
    subject,
    event_id,
    occurred_at: queued.created_at,
  });
}

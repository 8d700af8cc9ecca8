import { notificationEmail } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { outgoing, stageAll } from '@ecomm/outbox/stage';
import { traceparent, type Within } from '@ecomm/runtime/trace';
import { fullName, type Contact, type MailData, type Template } from './mail.ts';

/** What a mail says, of what an event tells. */
export interface Wording {
  template: Template;
  order_id?: string;
  subject: string;
  data: MailData;
}

/** A mail to be sent because of an event. */
export interface Mail extends Wording {
  event_id: string;
  user_id: number;
  contact: Contact;
  /** In the trace of the event. */
  within: Within;
}

const inserting = `
  insert into notifications (id, event_id, template, user_id, order_id, to_email, to_name, subject, data, status, traceparent)
  select id, event_id, template, user_id, order_id, to_email, to_name, subject, data::jsonb, 'queued', traceparent
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
    as mail (id, event_id, template, user_id, order_id, to_email, to_name, subject, data, traceparent)
  on conflict (event_id, template) do nothing
  returning id, ${instantText('created_at')} as created_at`;

/** Business events' mails → notifications, queued, + notification.email, once for each (event, template). */
export async function queueMails(tx: Tx, mails: readonly Mail[]): Promise<void> {
  const rows = mails.map((mail) => ({
    ...mail,
    id: Bun.randomUUIDv7(),
    traceparent: mail.within(traceparent),
    shown: JSON.stringify({ ...mail.data, name: mail.contact.first_name ?? '' }),
  }));
  const queued = await runSql<{ id: string; created_at: string }>(tx, inserting, [
    rows.map((row) => row.id),
    rows.map((row) => row.event_id),
    rows.map((row) => row.template),
    rows.map((row) => row.user_id),
    rows.map((row) => row.order_id ?? null),
    rows.map((row) => row.contact.email),
    rows.map((row) => fullName(row.contact)),
    rows.map((row) => row.subject),
    rows.map((row) => row.shown),
    rows.map((row) => row.traceparent),
  ]);
  const queuedAt = new Map(queued.map(({ id, created_at }) => [id, created_at]));
  const told = rows.flatMap((row) => {
    const occurred_at = queuedAt.get(row.id);
    return occurred_at === undefined ? [] : [row.within(() => tell(row, occurred_at))];
  });
  await stageAll(tx, told);
}

const tell = (mail: Mail & { id: string }, occurred_at: string) =>
  outgoing(notificationEmail, {
    notification_id: mail.id,
    template: mail.template,
    user_id: mail.user_id,
    ...(mail.order_id ? { order_id: mail.order_id } : {}),
    to: mail.contact.email,
    subject: mail.subject,
    event_id: mail.event_id,
    occurred_at,
  });

import { notificationEmail } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { runSql } from '@ecomm/database/run-sql';
import { outgoing } from '@ecomm/outbox/outgoing';
import { stageAll } from '@ecomm/outbox/stage';
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

const given = rowSet('mail', {
  id: 'uuid',
  event_id: 'uuid',
  template: 'text',
  user_id: 'bigint',
  order_id: 'uuid',
  to_email: 'text',
  to_name: 'text',
  subject: 'text',
  data: 'text',
  traceparent: 'text',
});
const inserting = namedSql(`
  insert into notifications (id, event_id, template, user_id, order_id, to_email, to_name, subject, data, status, traceparent)
  select id, event_id, template, user_id, order_id, to_email, to_name, subject, data::jsonb, 'queued', traceparent
  from ${given.sql}
  on conflict (event_id, template) do nothing
  returning id, ${instantText('created_at')} as created_at`);

/** Business events' mails → notifications, queued, + notification.email, once for each (event, template). */
export async function queueMails(tx: Tx, mails: readonly Mail[]): Promise<void> {
  const drawn = mails.map((mail) => ({ ...mail, id: Bun.randomUUIDv7() }));
  const rows = drawn.map(({ id, event_id, template, user_id, order_id = null, contact, subject, data, within }) => ({
    id,
    event_id,
    template,
    user_id,
    order_id,
    to_email: contact.email,
    to_name: fullName(contact),
    subject,
    data: JSON.stringify({ ...data, name: contact.first_name ?? '' }),
    traceparent: within(traceparent),
  }));
  const values = inserting.values(given.values(rows));
  const queued = await runSql<{ id: string; created_at: string }>(tx, inserting.text, values);
  const queuedAt = new Map(queued.map(({ id, created_at }) => [id, created_at]));
  const told = drawn.flatMap((mail) => {
    const occurred_at = queuedAt.get(mail.id);
    return occurred_at === undefined ? [] : [mail.within(() => tell(mail, occurred_at))];
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

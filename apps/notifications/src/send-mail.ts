import '@ecomm/runtime/failpoint';
import type { Db } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { runSql } from '@ecomm/database/run-sql';
import { together } from '@ecomm/database/together';
import type { Log } from '@ecomm/runtime/log';
import { currentSpan, traced } from '@ecomm/runtime/traced';
import { pauseSeconds, type MailData, type Template } from './mail.ts';
import { countMail } from './metrics.ts';
import type { Delivery, Post } from './post.ts';
import { render } from './render.ts';

/** A mail whose lease we hold. */
export interface DueMail {
  id: string;
  template: Template;
  to_email: string;
  to_name: string;
  subject: string;
  data: MailData;
  attempts: number;
  resends: number;
  traceparent: string;
  /** Whoever had it in hand before died, or could not say what became of it. */
  was_left: boolean;
}

export interface SendDeps {
  db: Db;
  post: Post;
  /** Attempts before a mail is given up. */
  attemptsMax: number;
  log: Log;
}

/** By the database's clock; with what a mail may wait here for its turn, longer than a sending may take. */
export const leaseSecondsOf = ({ deadlineMs }: Post): number => 20 + deadlineMs / 1_000;

/** now(), since with clock_timestamp() it would read the whole queue to find what is due. */
const leasing = `
  with due as materialized (
    select id, in_hand from notifications where status = 'queued' and due_at <= now() and id <> all ($2::uuid[])
    order by due_at limit $1 for update skip locked
  )
  update notifications n
  set due_at = clock_timestamp() + make_interval(secs => $3), attempts = n.attempts + 1, in_hand = true
  from due where n.id = due.id
  returning n.id, n.template, n.to_email, n.to_name, n.subject, n.data, n.attempts, n.resends, n.traceparent,
    due.in_hand as was_left`;

/** Takes up to `max` due mails, none of those that are under way here still. */
export const leaseMails = ({ db, post }: SendDeps, max: number, underWay: readonly string[]): Promise<DueMail[]> =>
  runSql<DueMail>(db, leasing, [max, underWay, leaseSecondsOf(post)]);

const givingBack = `
  update notifications n set due_at = clock_timestamp(), attempts = n.attempts - 1, in_hand = false
  from ${givenRows('$1::uuid[], $2::int[]', 'id, attempts')} held
  where n.id = held.id and n.status = 'queued' and n.attempts = held.attempts`;

/** Ends the leases of mails that were not begun. */
export const giveBackMails = (db: Db, mails: readonly DueMail[]): Promise<unknown> =>
  runSql(db, givingBack, [mails.map(({ id }) => id), mails.map(({ attempts }) => attempts)]);

const marking = `
  update notifications n set status = 'sent', sent_at = clock_timestamp(), failure_reason = null, in_hand = false
  from ${givenRows('$1::uuid[]', 'id')} taken where n.id = taken.id and n.status = 'queued'`;

/** Renders and sends a mail and records what became of it. Never rejects. */
export function mailer(deps: SendDeps): (mail: DueMail) => Promise<Delivery> {
  const mark = together(
    async (ids: readonly string[]) => {
      await runSql(deps.db, marking, [ids]);
      return ids;
    },
    { statementsMax: 1 },
  );
  return (mail) =>
    traced(mail.traceparent, about, async () => {
      const delivery = await deliver(deps.post, mail);
      recordDelivery(mail, delivery);
      if (delivery.kind === 'sent') await insist(deps.log, mail.id, mark);
      else await putOff(deps, mail, delivery).catch(() => undefined); // the end of the lease brings it back
      return delivery;
    });
}

const about = { name: 'send mail', kind: 'client', attributes: { 'network.protocol.name': 'smtp' } } as const;

/** Never to whom. */
function recordDelivery({ id, template, attempts }: DueMail, { kind }: Delivery): void {
  const span = currentSpan();
  if (kind !== 'sent') span?.fail(kind);
  span?.set({ 'ecomm.notification.id': id, 'ecomm.mail.template': template, 'ecomm.attempt': attempts });
}

async function deliver(post: Post, mail: DueMail): Promise<Delivery> {
  const { id, template, to_email, to_name, subject, data, resends } = mail;
  try {
    await failpoint('notifications.before-send');
    const bodies = render(template, subject, data);
    const key = resends === 0 ? id : `${id}/${resends}`;
    return await post.send({ id, key, to: { name: to_name, address: to_email }, subject, ...bodies });
  } catch (error) {
    return { kind: 'later', reason: String(error) };
  }
}

/** What the mail server took must be recorded, or it would be sent again: tries until the database has it. */
async function insist(log: Log, id: string, mark: (id: string) => Promise<unknown>): Promise<void> {
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 1_000)) {
    try {
      await failpoint('notifications.after-send');
      await mark(id);
      return countMail('sent');
    } catch (err) {
      if (waitMs === 50) log.warn({ err, notification_id: id }, 'mail is sent but not recorded, will try again');
      await Bun.sleep(waitMs);
    }
  }
}

const puttingOff = `
  update notifications set failure_reason = $2, status = $3, attempts = attempts - $4, in_hand = false,
    due_at = clock_timestamp() + make_interval(secs => $5)
  where id = $1 and status = 'queued' and attempts = $6`;

/** A server that is away is nobody's attempt; a letter it refuses, or does not take after `attemptsMax`, has failed. */
async function putOff({ db, attemptsMax, log }: SendDeps, mail: DueMail, failure: Exclude<Delivery, { kind: 'sent' }>) {
  const { kind, reason } = failure;
  const hasFailed = kind === 'refused' || (kind !== 'away' && mail.attempts >= attemptsMax);
  const about = { notification_id: mail.id, template: mail.template, attempts: mail.attempts, reason };
  if (hasFailed) log.error(about, 'mail cannot be sent');
  else if (kind !== 'away') log.warn(about, 'mail was not taken, will try again');
  const pause = kind === 'away' ? 1 : pauseSeconds(mail.attempts);
  const status = hasFailed ? 'failed' : 'queued';
  await runSql(db, puttingOff, [mail.id, reason, status, kind === 'away' ? 1 : 0, pause, mail.attempts]);
  countMail(hasFailed ? 'failed' : 'put_off');
}

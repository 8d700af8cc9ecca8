import type { NotificationEmail } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { runSql } from '@ecomm/database/run-sql';
import type { Heard } from '@ecomm/events/subscription';
import { Problem } from '@ecomm/runtime/problem';
import { traceparent } from '@ecomm/runtime/trace';
import type { DueMail } from './send-mail.ts';
import type { Sender } from './sender.ts';

/** Of a sender; one that takes none looks for its mails when it is woken. */
export type MarkDeps = Pick<Sender, 'wake'> & Partial<Pick<Sender, 'room' | 'take' | 'leaseSeconds'>>;

/** Once: a mail that is due or sent already stays as it is. Those to be taken, the first $2, are leased by the way. */
const marking = `
  with told as (
    select id, n <= $2 as is_taken, traceparent from ${givenRows('$1::uuid[], $4::int[], $5::text[]', 'id, n, traceparent')} given
  )
  update notifications n
  set due_at = clock_timestamp() + case when told.is_taken then make_interval(secs => $3) else '0' end,
    attempts = n.attempts + told.is_taken::int, in_hand = told.is_taken,
    traceparent = told.traceparent
  from told where n.id = told.id and n.due_at is null and n.status = 'queued'
  returning n.id, n.template, n.to_email, n.to_name, n.subject, case when told.is_taken then n.data end as data, n.attempts,
    n.resends, n.traceparent, told.is_taken`;

const knowing = 'select id from notifications where id = any($1::uuid[])';

/**
 * notification.email → its notification is due, in the trace of that event, and the sender begins after the commit: no mail
 * server is waited for here.
 * A notification that is not ours is a permanent Problem 404.
 */
export const markDue = ({ wake, room = () => 0, take, leaseSeconds = 0 }: MarkDeps) =>
  async function mark(tx: Tx, events: readonly Heard<NotificationEmail>[]): Promise<void> {
    const told = new Map(
      events.map(({ payload, within }) => [payload.notification_id.toLowerCase(), within(traceparent)]),
    );
    const ids = [...told.keys()];
    const free = take ? room() : 0;
    const marked = await runSql<DueMail & { is_taken: boolean }>(tx, marking, [
      ids,
      free,
      leaseSeconds,
      ids.map((_, n) => n + 1),
      [...told.values()],
    ]);
    const others = new Set(ids).difference(new Set(marked.map(({ id }) => id)));
    if (others.size > 0 && (await runSql(tx, knowing, [[...others]])).length < others.size)
      throw new Problem(404, 'notification.not_found', 'There is no such notification.', { permanent: true });
    const taken = marked.filter(({ is_taken }) => is_taken).map((mail) => ({ ...mail, was_left: false }));
    afterCommit(tx, () => {
      if (taken.length > 0) take?.(taken);
      if (taken.length < marked.length) wake();
    });
  };

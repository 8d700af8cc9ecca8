import { eventsOf } from '../evidence/events-of.ts';
import type { Evidence, ReceivedMail, TopicRecord } from '../evidence/evidence.ts';
import type { NotificationRow } from '../evidence/rows.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

const owedTo: Record<string, string> = {
  'user.created': 'welcome',
  'order.created': 'order_confirmation',
  'payment.succeeded': 'payment_succeeded',
  'payment.failed': 'payment_failed',
  'payment.refunded': 'payment_refunded',
  'order.updated cancelled': 'order_cancelled',
  'order.updated shipped': 'order_shipped',
};

/** The template of the mail that an event owes, if any (behaviour.md §7). */
const owed = ({ topic, payload }: TopicRecord): string | undefined =>
  owedTo[topic === 'order.updated' ? `${topic} ${String(payload?.status)}` : topic];

export function mailsAreSentOnce(evidence: Evidence): Verdict {
  const inquiry = new Inquiry(
    'I12',
    'mails per (event, template) ≥ 1; extra ones ≤ kills of the notifier in its window',
  );
  const { notifications, mails } = evidence;
  const causeOf = (one: { event_id: string; template: string }) => `${one.event_id} ${one.template}`;
  const queued = new Set(notifications.map(causeOf));
  const owing = new Set<string>();
  for (const event of eventsOf(evidence).values()) {
    const template = owed(event);
    if (!template) continue;
    const cause = causeOf({ event_id: event.eventId!, template });
    owing.add(cause);
    inquiry.check(queued.has(cause), () => `${event.topic} ${event.eventId} has no mail ${template}`, event.orderId);
  }
  const received = Map.groupBy(mails, ({ notificationId }) => notificationId);
  let repeats = 0;
  for (const one of notifications) {
    const about = `mail ${one.template} (${one.id}) for event ${one.event_id}`;
    const came = received.get(one.id) ?? [];
    received.delete(one.id);
    repeats += Math.max(0, came.length - 1);
    inquiry.check(owing.has(causeOf(one)), () => `${about} is owed to no event`, one.order_id);
    inquiry.check(
      isDone(evidence, one, came),
      () =>
        `${about} is ${one.status} and came ${came.length} times${one.failure_reason ? `: ${one.failure_reason}` : ''}`,
      one.order_id,
    );
    const may = explained(evidence, one, came);
    inquiry.check(
      came.length - 1 <= may,
      () => `${about} came ${came.length} times, with ${may} reasons to`,
      one.order_id,
    );
  }
  for (const [id, came] of received)
    inquiry.check(
      false,
      () => `${came.length} mails came for ${id || 'nothing'}, of which notifications does not know`,
    );
  return inquiry.verdict(`mails that came again: ${repeats}`);
}

const isOfMail = ({ fault }: { fault: string }): boolean => /mail|smtp/i.test(fault);

/** Sent and taken; or refused for good by a mail server that refused on purpose. */
const isDone = (
  { record }: Evidence,
  { status, created_at }: NotificationRow,
  came: readonly ReceivedMail[],
): boolean =>
  status === 'sent'
    ? came.length > 0
    : status === 'failed' && record.windows.some((window) => isOfMail(window) && window.until >= created_at);

/** Whether the notifier can have heard that this one was taken. */
export const isHeard =
  ({ windows }: RunRecord) =>
  ({ answered, at }: ReceivedMail): boolean =>
    answered && !windows.some((one) => isOfMail(one) && one.from <= at && at <= one.until);

/** How often a mail may have come again: for each admin who asked, each 250 that was never heard, each death of the notifier in between. */
function explained({ record }: Evidence, { resends }: NotificationRow, came: readonly ReceivedMail[]): number {
  if (came.length < 2) return 0;
  const times = came.map(({ at }) => at);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const heard = isHeard(record);
  const lost = came.filter((mail) => mail.at < last && !heard(mail));
  // One that is frozen for longer than its lease is as good as dead.
  const deaths = record.kills.filter(
    ({ process, signal, at }) =>
      process.startsWith('notifications') && signal !== 'SIGTERM' && first <= at + clockMs && at <= last,
  );
  return resends + lost.length + deaths.length;
}

/** A kill is noted a moment after it happened or before. */
const clockMs = 1_000;

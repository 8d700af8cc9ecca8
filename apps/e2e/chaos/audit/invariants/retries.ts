import type { Evidence } from '../evidence/evidence.ts';
import { isHeard } from './mails.ts';
import { eventTopics } from '../evidence/subscriptions.ts';
import { isTroubled } from './usage.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

export function retriesAreCounted(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I21', 'retries are counted and reported');
  const again = { charges: 0, refunds: 0, mails: 0, events: 0, sent: 0 };
  for (const { order_id: id, attempts } of evidence.payments.values()) {
    const isAsked = evidence.ledger.get(id)?.some(({ kind }) => kind === 'charge') ?? false;
    inquiry.check(!isAsked || attempts > 0, () => `order ${id} was charged in ${attempts} attempts`, id);
    again.charges += Math.max(0, attempts - 1);
  }
  for (const { order_id, key, status, attempts } of [...evidence.refunds.values()].flat()) {
    inquiry.check(
      status === 'open' || attempts > 0,
      () => `refund ${key} is ${status} after ${attempts} attempts`,
      order_id,
    );
    again.refunds += Math.max(0, attempts - 1);
  }
  const heard = Map.groupBy(evidence.mails.filter(isHeard(evidence.record)), ({ notificationId }) => notificationId);
  for (const { id, order_id, status, attempts, resends } of evidence.notifications) {
    // An admin who has it sent again has its attempts counted anew.
    const least = Math.max(status === 'sent' ? 1 : 0, resends === 0 ? (heard.get(id)?.length ?? 0) : 0);
    inquiry.check(attempts >= least, () => `mail ${id} was taken ${least} times in ${attempts} attempts`, order_id);
    again.mails += Math.max(0, attempts - 1);
  }
  for (const { topic, partition, offset, attempts } of evidence.deadLetters) {
    inquiry.check(attempts > 0, () => `${topic}/${partition}@${offset} was put aside after ${attempts} attempts`);
    again.events += Math.max(0, attempts - 1);
  }
  again.sent = countRepeats(evidence, inquiry);
  const counts = Object.entries(again).map(([what, times]) => `${what} ${times}`);
  return inquiry.verdict(`tried again: ${counts.join(', ')}`);
}

/** A relay sends again what it does not know to be sent: when it or the broker was in trouble, or while the broker was making its topics. */
function countRepeats({ topics, outboxes, record }: Evidence, inquiry: Inquiry): number {
  const staged = new Map<string, number>();
  for (const { id } of [...outboxes.values()].flat()) staged.set(id, (staged.get(id) ?? 0) + 1);
  const explained = isTroubled(record);
  let repeats = 0;
  for (const topic of eventTopics) {
    const own = (topics.get(topic) ?? []).filter(({ planted, eventId }) => !planted && eventId !== null);
    for (const [eventId, sent] of Map.groupBy(own, (event) => event.eventId!)) {
      const extra = sent.length - (staged.get(eventId) ?? 1);
      repeats += Math.max(0, extra);
      const times = sent.map(({ at }) => at);
      inquiry.check(
        extra <= 0 || Math.min(...times) < record.startedAt || explained(Math.min(...times), Math.max(...times)),
        () => `${topic} ${eventId} was sent ${sent.length} times while nothing was broken`,
        sent[0]!.orderId ?? undefined,
      );
    }
  }
  return repeats;
}

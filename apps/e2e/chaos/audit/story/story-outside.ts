import type { JournalEntry } from '../../record/run-record.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { eventsByOrder } from '../evidence/events-of.ts';
import type { Line } from './tell-story.ts';
import { troublesOf } from '../invariants/usage.ts';

/** What clients asked about an order, those included who never learned its id. */
export function clientLines(evidence: Evidence, orderId: string): Line[] {
  const { journal } = evidence.record;
  const named = journal.filter((entry) => entry.orderId === orderId);
  const keys = new Set(named.flatMap(({ idempotencyKey }) => idempotencyKey ?? []));
  const trace = eventsByOrder(evidence, ['order.created']).get(orderId)?.[0]?.traceId;
  const isAboutIt = (entry: JournalEntry): boolean =>
    entry.orderId === orderId ||
    (entry.idempotencyKey !== undefined && keys.has(entry.idempotencyKey)) ||
    entry.traceId === trace;
  return journal.filter(isAboutIt).map((entry) => ({ at: entry.sentAt, who: 'client', what: told(entry) }));
}

function told({
  request,
  outcome,
  status,
  code,
  userId,
  idempotencyKey,
  amountCents,
  traceId,
  sentAt,
  answeredAt,
}: JournalEntry): string {
  const about = [
    `by user ${userId}`,
    ...(amountCents === undefined ? [] : [`of ${amountCents}`]),
    ...(idempotencyKey === undefined ? [] : [`key ${idempotencyKey}`]),
    `trace ${traceId}`,
  ];
  const answer = [status ?? 'no answer', ...(code ? [code] : [])].join(' ');
  return `${request} ${about.join(', ')} → ${answer} after ${Math.round(answeredAt - sentAt)} ms: ${outcome}`;
}

const isDuring = (from: number, until: number) => (one: { from: number; until: number }) =>
  one.from <= until && from <= one.until;

/** What was broken while it happened. */
export const troubleLines = ({ record }: Evidence, from: number, until: number): Line[] =>
  troublesOf(record)
    .filter(isDuring(from, until))
    .flatMap(({ what, from, until }) => [
      { at: from, who: '!', what },
      { at: until, who: '!', what: `over: ${what}` },
    ]);

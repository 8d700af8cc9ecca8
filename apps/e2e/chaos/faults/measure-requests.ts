import { until } from '@ecomm/testing/until';
import type { World } from '../fault.ts';
import type { JournalEntry, RunRecord } from '../record/run-record.ts';

export interface Span {
  from: number;
  until: number;
}

/** When `work` began and ended. */
export async function spanOf(work: () => Promise<unknown>): Promise<Span> {
  const from = Date.now();
  await work();
  return { from, until: Date.now() };
}

/** The last of those sent meanwhile has been answered, or given up by its client. */
export const lastAnswers = (): Promise<void> => Bun.sleep(4_000);

const sentIn = (record: RunRecord, span: Span): JournalEntry[] =>
  record.journal.filter(({ sentAt }) => sentAt >= span.from && sentAt < span.until);

/** Stock that is short, a price that changed: the shop's rules and not its trouble. */
const isRefusedByRule = ({ outcome, status = 0, code = '' }: JournalEntry): boolean =>
  outcome === 'failed' && status !== 401 && status !== 429 && !code.endsWith('.in_progress');

/**
 * Of the orders first asked for in `span` that the shop could have taken, the share that it took, at once or when the
 * client asked again, in per cent. 0 when none was asked for.
 */
export function acceptedShare({ journal }: RunRecord, span: Span): number {
  const orders = Map.groupBy(
    journal.filter(({ request }) => request === 'place'),
    ({ idempotencyKey }) => idempotencyKey,
  );
  const asked = [...orders.values()].filter((tries) => {
    const first = Math.min(...tries.map(({ sentAt }) => sentAt));
    return first >= span.from && first < span.until && !tries.some(isRefusedByRule);
  });
  const taken = asked.filter((tries) => tries.some(({ outcome }) => outcome === 'acked')).length;
  return asked.length === 0 ? 0 : (100 * taken) / asked.length;
}

export function slowestAnswerMs(record: RunRecord, span: Span): number {
  return sentIn(record, span).reduce((most, { sentAt, answeredAt }) => Math.max(most, answeredAt - sentAt), 0);
}

/** Requests without an answer, and those answered with 5xx. */
export function failedRequests(record: RunRecord, span: Span): number {
  return sentIn(record, span).filter(({ status }) => status === undefined || status >= 500).length;
}

export function ordersAcked(record: RunRecord, span: Span): number {
  return sentIn(record, span).filter(({ request, outcome }) => request === 'place' && outcome === 'acked').length;
}

/** How long after `at` the first order was acked; waits for it up to a minute. */
export async function firstSuccessMs({ record }: World, at: number): Promise<number> {
  const isFirst = ({ request, outcome, answeredAt }: JournalEntry): boolean =>
    request === 'place' && outcome === 'acked' && answeredAt >= at;
  const wait = { timeoutMs: 60_000, what: 'the first order that is acked again' };
  const first = await until(() => record.journal.find(isFirst), wait).catch(() => undefined);
  return (first?.answeredAt ?? Date.now()) - at;
}

/** Answers "not now, too much": 503 and 429. */
export function refusalsMs(record: RunRecord, span: Span): number[] {
  const refused = sentIn(record, span).filter(({ status }) => status === 503 || status === 429);
  return refused.map(({ sentAt, answeredAt }) => answeredAt - sentAt).toSorted((a, b) => a - b);
}

/** Resolves when so many orders more were acked, or when `timeoutMs` is over; gives how many there were. */
export async function untilMoreAcked(world: World, count: number, timeoutMs = 30_000): Promise<number> {
  const before = world.load.acked;
  const wait = { timeoutMs, what: `${count} orders more` };
  await until(() => world.load.acked >= before + count, wait).catch(() => {});
  return world.load.acked - before;
}

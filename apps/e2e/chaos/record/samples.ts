import type { RunRecord } from './run-record.ts';

/** One second of a run. */
export interface Sample {
  at: number;
  acked: number;
  /** Requests without an answer and those answered with 5xx. */
  errors: number;
  /** Of placing an order; null where none was answered. */
  p50: number | null;
  p99: number | null;
  /** Events that no group has read yet; null where the broker did not say. */
  lag: number | null;
  /** Of all services together, bytes; null where it was not measured. */
  memory: number | null;
}

const secondMs = 1_000;

/** What the journal, the lag and the usage say of each second of `span`. */
export function samplesOf(record: RunRecord, span: { from: number; until: number }): Sample[] {
  const seconds = Math.ceil((span.until - span.from) / secondMs);
  const secondOf = (at: number): number => Math.floor((at - span.from) / secondMs);
  const answered = Map.groupBy(record.journal, ({ answeredAt }) => secondOf(answeredAt));
  const lagAt = new Map(record.lags.map(({ at, events }) => [secondOf(at), events]));
  const memoryAt = memories(record, secondOf);
  return Array.from({ length: seconds }, (_, second) => {
    const entries = answered.get(second) ?? [];
    const placed = entries.filter(({ request }) => request === 'place');
    const tookMs = placed.map(({ sentAt, answeredAt }) => answeredAt - sentAt).toSorted((a, b) => a - b);
    return {
      at: span.from + second * secondMs,
      acked: placed.filter(({ outcome }) => outcome === 'acked').length,
      errors: entries.filter(({ status }) => status === undefined || status >= 500).length,
      p50: quantile(tookMs, 0.5),
      p99: quantile(tookMs, 0.99),
      lag: lagAt.get(second) ?? null,
      memory: memoryAt.get(second) ?? null,
    };
  });
}

export const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

/** Each process is measured once in a while: the last figure of each counts until there is another. */
function memories({ usage }: RunRecord, secondOf: (at: number) => number): Map<number, number> {
  const last = new Map<string, number>();
  const sums = new Map<number, number>();
  for (const { process, memory, at } of usage) {
    last.set(process, memory);
    sums.set(
      secondOf(at),
      last.values().reduce((sum, one) => sum + one, 0),
    );
  }
  return sums;
}

import { expect, test } from 'bun:test';
import type { JournalEntry, RunRecord, Usage } from './run-record.ts';
import { growthBars } from '../run/run-soak.ts';
import { samplesOf } from './samples.ts';
import { sumInvariants } from '../report/sum-invariants.ts';
import { madeUpResults } from '../report/report.fixture.ts';

const place = (sentAt: number, answeredAt: number, status?: number): JournalEntry => ({
  request: 'place',
  outcome: status === 201 ? 'acked' : 'unknown',
  userId: 1,
  traceId: '',
  sentAt,
  answeredAt,
  ...(status ? { status } : {}),
});

test('a second of a run is what was answered in it', () => {
  const record = {
    journal: [place(100, 200, 201), place(150, 950, 503), place(900, 1_100, 201), place(1_200, 1_900)],
    usage: [
      { process: 'orders#0', pid: 1, at: 100, memory: 5, descriptors: 1 },
      { process: 'orders#1', pid: 2, at: 1_100, memory: 7, descriptors: 1 },
    ],
    lags: [{ at: 1_500, events: 3 }],
  } as Partial<RunRecord> as RunRecord;
  const [first, second] = samplesOf(record, { from: 0, until: 2_000 });
  expect(first).toEqual({ at: 0, acked: 1, errors: 1, p50: 800, p99: 800, lag: null, memory: 5 });
  expect(second).toMatchObject({ acked: 1, errors: 1, lag: 3, memory: 12 });
});

test('a soak compares the last minute with minute 5, and more than 10 % of growth is a missed bar', () => {
  const usage: Usage[] = Array.from({ length: 20 * 60 }, (_, second) => ({
    process: 'orders#0',
    pid: 1,
    at: second * 1_000,
    descriptors: 40,
    memory: second > 19 * 60 ? 115 : 100,
  }));
  const bars = growthBars(usage, 0, 20);
  expect(bars.map(({ says, measured }) => [says, Math.round(measured)])).toEqual([
    ['orders: growth of memory since minute 5', 15],
    ['orders: growth of descriptors since minute 5', 0],
  ]);
});

test('an audit of a shop counts what its last audit looked at, and each broken thing once', () => {
  const [first] = sumInvariants(madeUpResults());
  expect(first).toMatchObject({ invariant: 'I1', checked: 1_440, violations: 1 });
});

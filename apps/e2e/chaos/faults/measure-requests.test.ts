import { expect, test } from 'bun:test';
import type { JournalEntry, RunRecord } from '../record/run-record.ts';
import { acceptedShare, failedRequests, refusalsMs, slowestAnswerMs } from './measure-requests.ts';

const asked = (idempotencyKey: string, sentAt: number, status?: number, code?: string): JournalEntry => ({
  request: 'place',
  outcome: status === 201 ? 'acked' : status === undefined || status >= 500 ? 'unknown' : 'failed',
  userId: 1,
  traceId: '',
  idempotencyKey,
  sentAt,
  answeredAt: sentAt + 40,
  ...(status ? { status } : {}),
  ...(code ? { code } : {}),
});
const span = { from: 100, until: 200 };
const shareOf = (...journal: JournalEntry[]): number => acceptedShare({ journal } as unknown as RunRecord, span);

test('an order that is accepted when its client asks again is accepted', () => {
  expect(shareOf(asked('a', 110), asked('a', 250, 201), asked('b', 120, 201))).toBe(100);
  expect(shareOf(asked('a', 110, 503), asked('a', 150, 409, 'idempotency.in_progress'), asked('b', 120, 201))).toBe(50);
});

test('an order that the rules refuse, and one of before, are no part of what could be accepted', () => {
  expect(shareOf(asked('a', 110, 409, 'stock.insufficient'), asked('b', 120, 201))).toBe(100);
  expect(shareOf(asked('a', 50), asked('a', 110), asked('b', 120, 201))).toBe(100);
  expect(shareOf()).toBe(0);
});

test('failures, refusals and the slowest answer are those of the requests sent meanwhile', () => {
  const record = { journal: [asked('a', 90), asked('b', 110), asked('c', 150, 503), asked('d', 160, 429)] };
  const of = record as unknown as RunRecord;
  expect([failedRequests(of, span), slowestAnswerMs(of, span), refusalsMs(of, span)]).toEqual([2, 40, [40, 40]]);
});

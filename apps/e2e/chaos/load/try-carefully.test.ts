import { afterAll, expect, test } from 'bun:test';
import type { Account } from './buyers.ts';
import { emptyRecord } from '../record/record.ts';
import { requestSender } from './send-request.ts';
import { tryCarefully } from './try-carefully.ts';

type Reply = readonly [status: number, body: unknown];

const keys: (string | null)[] = [];
let replies: Reply[] = [];
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => {
    keys.push(request.headers.get('idempotency-key'));
    const reply = replies.shift() ?? [500, {}];
    return Response.json(reply[1], { status: reply[0] });
  },
});
afterAll(() => server.stop(true));

let renewals = 0;
const buyer: Account = { id: 7, email: '', token: async () => 'token', refused: () => void renewals++ };

async function place(...given: Reply[]) {
  replies = given;
  keys.length = 0;
  const record = emptyRecord(1);
  const ask = { request: 'place', method: 'POST', url: server.url.href, idempotencyKey: 'one', json: {} } as const;
  const tried = await tryCarefully<{ id: string }>(requestSender(record), buyer, ask, 2_000);
  return { ...tried, journal: record.journal, left: replies.length };
}

const order = [201, { id: 'a' }] as const;

test('what nobody knows the outcome of is asked again under the same key, each try in the journal, in a trace of its own', async () => {
  const { outcome, value, journal } = await place(
    [503, { code: 'service.overloaded' }],
    [409, { code: 'idempotency.in_progress' }],
    order,
  );
  expect(outcome).toBe('acked');
  expect(value).toEqual({ id: 'a' });
  expect(journal.map((entry) => entry.outcome)).toEqual(['unknown', 'failed', 'acked']);
  expect(journal.map(({ status, code }) => [status, code])).toEqual([
    [503, 'service.overloaded'],
    [409, 'idempotency.in_progress'],
    [201, undefined],
  ]);
  expect(journal[2]).toMatchObject({ orderId: 'a', body: '{"id":"a"}', userId: 7, idempotencyKey: 'one' });
  expect(new Set(journal.map(({ traceId }) => traceId)).size).toBe(3);
  expect(keys).toEqual(['one', 'one', 'one']);
});

test('a refusal is final; after a try that nobody knows of, the order is unknown', async () => {
  const refusal = [409, { code: 'stock.insufficient' }] as const;
  expect(await place(refusal, order)).toMatchObject({ outcome: 'failed', left: 1 });
  expect(await place([500, {}], refusal, order)).toMatchObject({ outcome: 'unknown', left: 1 });
});

test('a token that is refused is renewed', async () => {
  expect(await place([401, { code: 'auth.token_expired' }], order)).toMatchObject({ outcome: 'acked' });
  expect(renewals).toBe(1);
});

test('no answer is unknown, and the tries end', async () => {
  await server.stop(true);
  const { outcome, journal } = await place();
  expect(outcome).toBe('unknown');
  expect(journal.length).toBeGreaterThan(2);
  expect(journal.every(({ status }) => status === undefined)).toBe(true);
});

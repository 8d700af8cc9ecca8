import { expect, test } from 'bun:test';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { Problem } from '@ecomm/runtime/problem';
import { fail, setup } from './deliver.fixture.ts';
import { done, records } from './example.fixture.ts';

test('no event is passed over before its dead letter is written', async () => {
  const { deliver, dead, ns, broker } = setup(() => {});
  const batch = records([{ ...done(1, 1), value: '{' }, done(1, 2)]);
  broker(false);
  expect(await deliver(batch)).toMatchObject({ done: 0, retryInMs: 100 });
  expect(ns()).toEqual([]);
  broker(true);
  expect(await deliver(batch)).toEqual({ done: 2 });
  expect(dead).toHaveLength(1);
  expect(ns()).toEqual([2]);
});

test('a dead letter is a row before it is a record, and an outage of the store is waited for', async () => {
  const { deliver, dead, buried, ns, store } = setup(() => {});
  const batch = records([{ ...done(1, 1), value: '{' }, done(1, 2)], 10);
  store(false);
  expect(await deliver(batch)).toMatchObject({ done: 0, retryInMs: 100 });
  expect([dead, ns()]).toEqual([[], []]);
  store(true);
  expect(await deliver(batch)).toEqual({ done: 2 });
  expect(buried()).toMatchObject([{ group: 'g', record: batch[0], reason: 'undecodable: not JSON', attempts: 1 }]);
  expect(dead).toHaveLength(1);
});

test('what has its row is a dead letter in the topic too, even if its handler would take it by then', async () => {
  let wrong = true;
  const { deliver, dead, buried, ns, broker } = setup(() => {
    if (wrong) throw new Problem(422, 'payment.amount', 'wrong amount', { permanent: true });
  });
  const batch = records([done(1, 1)]);
  broker(false);
  await deliver(batch);
  wrong = false;
  broker(true);
  expect(await deliver(batch)).toEqual({ done: 1 });
  expect([buried().length, dead.length, ns()]).toEqual([1, 1, []]);
});

test('the row of a dead letter stays one, however often its record comes', async () => {
  const { deliver, dead, buried, broker } = setup(() => {});
  const batch = records([{ ...done(1, 1), value: '{' }]);
  broker(false);
  await deliver(batch);
  broker(true);
  await deliver(batch);
  await deliver(batch);
  expect(buried()).toHaveLength(1);
  expect(dead).toHaveLength(2);
});

test('a dead letter says when it was tried first and last', async () => {
  const { deliver, buried } = setup(fail(new Error('cannot read it')));
  const batch = records([done(1, 1)]);
  const before = Date.now();
  await deliver(batch);
  const first = Date.now();
  while (Date.now() === first) await Promise.resolve();
  for (let i = 0; i < 9; i += 1) await deliver(batch);
  const [letter] = buried();
  expect(letter!.firstAt.getTime()).toBeWithin(before, first + 1);
  expect(letter!.lastAt.getTime()).toBeGreaterThan(first);
});

test('a refusal marked permanent is a dead letter at once, the others of its batch have their effect', async () => {
  const wrong = new Problem(422, 'payment.amount', 'wrong amount', { permanent: true });
  const { deliver, dead, ns } = setup(({ payload }) => {
    if (payload.n === 2) throw wrong;
  });
  expect(await deliver(records([done(1, 1), done(1, 2), done(1, 3)]))).toEqual({ done: 3 });
  expect(ns()).toEqual([1, 3]);
  expect(dead.map(({ headers }) => headers['dlq_reason'])).toEqual(['refused: payment.amount: wrong amount']);
});

test('an outage is retried for ever with a capped backoff, one attempt a time, and never dead-lettered', async () => {
  let down = true;
  const { deliver, dead, runs, ns } = setup(() => {
    if (down) throw new Problem(503, 'users.unavailable', 'down');
  });
  const batch = records([done(1, 1), done(1, 2)]);
  await deliver(batch);
  runs.length = 0;
  const waits: unknown[] = [];
  for (let i = 0; i < 50; i += 1) waits.push((await deliver(batch)).retryInMs);
  expect(waits.slice(0, 6)).toEqual([200, 400, 800, 1600, 3200, 5000]);
  expect(waits.at(-1)).toBe(5000);
  expect(runs).toEqual(Array(50).fill(1));
  down = false;
  expect(await deliver(batch)).toEqual({ done: 2 });
  expect(ns()).toEqual([1, 2]);
  expect(dead).toEqual([]);
});

test('an event that fails ten times while the store answers is poison, and says how often it was tried', async () => {
  const { deliver, dead, ns } = setup(({ payload }) => {
    if (payload.n === 1) throw new Error('cannot read it\nSTATEMENT: secret');
  });
  const batch = records([done(1, 1), done(1, 2)]);
  for (let i = 0; i < 9; i += 1) expect(await deliver(batch)).toMatchObject({ done: 0 });
  expect(dead).toEqual([]);
  expect(await deliver(batch)).toEqual({ done: 2 });
  expect(ns()).toEqual([2]);
  expect(dead[0]?.headers).toMatchObject({ dlq_reason: 'failed: cannot read it', dlq_attempts: '10' });
});

test('failures while the store does not answer are not counted', async () => {
  const { deliver, dead } = setup(fail(new Error('strange')), { probe: () => Promise.reject(new Error('down')) });
  const batch = records([done(1, 1)]);
  for (let i = 0; i < 30; i += 1) await deliver(batch);
  expect(dead).toEqual([]);
});

test('failures of one event are not counted against the next', async () => {
  const failing = new Set([1, 2]);
  const { deliver, dead, ns } = setup(({ payload }) => {
    if (failing.has(payload.n)) throw new Error('not yet');
  });
  const batch = records([done(1, 1), done(1, 2)]);
  for (let i = 0; i < 9; i += 1) await deliver(batch);
  failing.delete(1);
  expect(await deliver(batch)).toMatchObject({ done: 1 });
  for (let i = 0; i < 8; i += 1) expect(await deliver(batch.slice(1))).toMatchObject({ done: 0 });
  expect(dead).toEqual([]);
  expect(ns()).toEqual([1]);
});

test('a handler that fails half the time, after its effect, has each effect once, in order, and makes no dead letter', async () => {
  armFailpoints('test.handler:error@0.5', { seed: '1', copy: 0 });
  const { deliver, dead, ns } = setup(() => {});
  const batch = records(Array.from({ length: 40 }, (_, n) => done(1, n)));
  try {
    for (let at = 0; at < batch.length;) at += (await deliver(batch.slice(at))).done;
  } finally {
    armFailpoints(undefined);
  }
  expect(ns()).toEqual(Array.from({ length: 40 }, (_, n) => n));
  expect(dead).toEqual([]);
});

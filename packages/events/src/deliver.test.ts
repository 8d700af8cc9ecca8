import { expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { logger } from '@ecomm/runtime/log';
import { traceId } from '@ecomm/runtime/trace';
import { deliverer } from './deliver.ts';
import type { Event, OutMessage } from './envelope.ts';
import { done, records, thingDone } from './example.fixture.ts';
import { memoryInbox, type MemoryTx } from './memory-inbox.fixture.ts';
import { on } from './subscription.ts';

type Payload = { thing_id: number; n: number };

function setup(handle: (event: Event<Payload>) => void | Promise<void>, options: { probe?: () => Promise<void> } = {}) {
  const { inbox, effects } = memoryInbox(options);
  const dead: OutMessage[] = [];
  const runs: number[] = [];
  let brokerUp = true;
  const deliver = deliverer({
    group: 'g',
    subscriptions: [
      on(thingDone, async (tx: MemoryTx, event) => {
        await handle(event);
        tx.push(event);
      }),
    ],
    inbox: {
      ...inbox,
      run: (group, events, each) => {
        runs.push(events.length);
        return inbox.run(group, events, each);
      },
    },
    send: async (messages) => {
      if (!brokerUp) throw new Error('broker is away');
      dead.push(...messages);
    },
    log: logger({ service: 'test', level: 'silent' }),
  });
  const ns = () => effects.map(({ payload }) => Object(payload).n);
  return { deliver, dead, runs, ns, broker: (up: boolean) => (brokerUp = up) };
}

const fail = (error: unknown) => () => {
  throw error;
};

test('good events are handled in one transaction, in order', async () => {
  const { deliver, runs, ns } = setup(() => {});
  expect(await deliver(records([done(1, 1), done(2, 2), done(1, 3)]))).toEqual({ done: 3 });
  expect(runs).toEqual([3]);
  expect(ns()).toEqual([1, 2, 3]);
});

test('a delivered event has its effect once, however often it comes', async () => {
  const { deliver, ns } = setup(() => {});
  const [first, second] = [done(1, 1), done(1, 2)];
  await deliver(records([first, first, second]));
  await deliver(records([first, second]));
  expect(ns()).toEqual([1, 2]);
});

test.each([
  ['undecodable: not JSON', { value: 'no json' }],
  ['undecodable: no value', { value: null }],
  ['undecodable: no ce_type header', { headers: { ce_id: 'x' } }],
  ['invalid: /n Expected integer', { value: '{"thing_id":1,"n":"one"}' }],
  ['unknown version thing.done/2', { headers: { ...done(1, 1).headers, ce_dataschema: 'thing.done/2' } }],
  ['unknown type thing.undone', { headers: { ...done(1, 1).headers, ce_type: 'thing.undone' } }],
])('a poison event (%s) goes to the dead letters as it came and the next ones are handled', async (reason, broken) => {
  const { deliver, dead, ns } = setup(() => {});
  const batch = records([done(1, 1), { ...done(1, 2), ...broken }, done(1, 3)], 10);
  const poison = batch[1]!;
  expect(await deliver(batch)).toEqual({ done: 3 });
  expect(ns()).toEqual([1, 3]);
  expect(dead).toEqual([
    {
      topic: 'thing.done.g.dlq',
      key: poison.key,
      value: poison.value,
      headers: {
        ...poison.headers,
        dlq_topic: 'thing.done',
        dlq_partition: '0',
        dlq_offset: '11',
        dlq_reason: reason,
        dlq_attempts: '1',
        dlq_at: expect.stringMatching(/Z$/),
      },
    },
  ]);
});

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

test('a refusal marked permanent is a dead letter at once, the others of its batch have their effect', async () => {
  const wrong = new Problem(422, 'payment.amount', 'wrong amount', { permanent: true });
  const { deliver, dead, ns } = setup(({ payload }) => {
    if (payload.n === 2) throw wrong;
  });
  expect(await deliver(records([done(1, 1), done(1, 2), done(1, 3)]))).toEqual({ done: 3 });
  expect(ns()).toEqual([1, 3]);
  expect(dead.map(({ headers }) => headers['dlq_reason'])).toEqual(['refused: payment.amount: wrong amount']);
});

test('a batch that fails is done again one event at a time, in order, up to the one that fails', async () => {
  const { deliver, runs, ns } = setup(({ payload }) => {
    if (payload.n === 3) throw new Problem(503, 'users.unavailable', 'down');
  });
  expect(await deliver(records([done(1, 1), done(2, 2), done(1, 3), done(2, 4)]))).toEqual({ done: 2, retryInMs: 100 });
  expect(runs).toEqual([4, 1, 1, 1]);
  expect(ns()).toEqual([1, 2]);
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

test('a handler runs in the trace of its event', async () => {
  const traces: (string | undefined)[] = [];
  const { deliver } = setup(() => void traces.push(traceId()));
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await deliver(records([done(1, 1, { traceparent })]));
  expect(traces).toEqual(['0af7651916cd43dd8448eb211c80319c']);
});

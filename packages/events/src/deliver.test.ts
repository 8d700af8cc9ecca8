import { expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { causeId, traceId } from '@ecomm/runtime/trace';
import { setup } from './deliver.fixture.ts';
import { done, records } from './example.fixture.ts';

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
        dlq_group: 'g',
        dlq_reason: reason,
        dlq_attempts: '1',
        dlq_first_at: expect.stringMatching(/Z$/),
        dlq_at: expect.stringMatching(/Z$/),
      },
    },
  ]);
});

test('a batch that fails is done again one event at a time, in order, up to the one that fails', async () => {
  const { deliver, runs, ns } = setup(({ payload }) => {
    if (payload.n === 3) throw new Problem(503, 'users.unavailable', 'down');
  });
  expect(await deliver(records([done(1, 1), done(2, 2), done(1, 3), done(2, 4)]))).toEqual({ done: 2, retryInMs: 100 });
  expect(runs).toEqual([4, 1, 1, 1]);
  expect(ns()).toEqual([1, 2]);
});

test('a batch that is done one by one tells of each transaction, so that a slow one is no standstill', async () => {
  const { deliver } = setup(({ payload }) => {
    if (payload.n === 3) throw new Error('cannot read it');
  });
  let tried = 0;
  await deliver(records([done(1, 1), done(1, 2), done(1, 3)]), () => (tried += 1));
  expect(tried).toBe(4);
});

test('a handler runs in the trace of its event', async () => {
  const traces: (string | undefined)[] = [];
  const { deliver } = setup(() => void traces.push(traceId()));
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await deliver(records([done(1, 1, { traceparent })]));
  expect(traces).toEqual(['0af7651916cd43dd8448eb211c80319c']);
});

test('a handler knows the event it handles as the cause of what it does', async () => {
  const causes: (string | undefined)[] = [];
  const { deliver } = setup(() => void causes.push(causeId()));
  const batch = records([done(1, 1), done(1, 2)]);
  await deliver(batch);
  expect(causes).toEqual(batch.map(({ headers }) => String(headers['ce_id'])));
});

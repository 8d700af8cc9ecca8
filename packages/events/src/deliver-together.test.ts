import { expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { causeId, traceId } from '@ecomm/runtime/trace';
import { deliverer } from './deliver.ts';
import { done, records, thingDone } from './example.fixture.ts';
import { memoryInbox, type MemoryTx } from './memory-inbox.fixture.ts';
import { on, onAll, type Heard } from './subscription.ts';
import type { InRecord } from './envelope.ts';

const thingEnded = { ...thingDone, type: 'thing.ended', topic: 'thing.ended' } as const;
const thingBroken = { ...thingDone, type: 'thing.broken', topic: 'thing.broken' } as const;

/** A deliverer of two joint types and one that is not; events with an `n` below 0 fail. */
function setup(options: { probe?: () => Promise<void> } = {}) {
  const { inbox, effects } = memoryInbox(options);
  const runs: number[] = [];
  /** How many events each call of a handler had. */
  const calls: number[] = [];
  const heard: { trace: string | undefined; cause: string | undefined }[] = [];
  const handle = async (tx: MemoryTx, events: readonly Heard<{ n: number }>[]): Promise<void> => {
    calls.push(events.length);
    for (const event of events) event.within(() => heard.push({ trace: traceId(), cause: causeId() }));
    if (events.some(({ payload }) => payload.n < 0)) throw new Problem(409, 'thing.wrong', 'no', { permanent: true });
    tx.push(...events);
  };
  const deliver = deliverer({
    group: 'g',
    service: 'test',
    subscriptions: [
      onAll(thingDone, handle),
      onAll(thingEnded, handle),
      on(thingBroken, async (tx: MemoryTx, event) => void tx.push(event)),
    ],
    inbox: { ...inbox, run: (...of) => (runs.push(of[1].length), inbox.run(...of)) },
    send: async () => {},
    log: logger({ service: 'test', level: 'silent' }),
  });
  return { ...deliver, runs, calls, heard, ns: () => effects.map(({ payload }) => Object(payload).n) };
}
/** As records of another partition, or of another topic. */
const at = (partition: number, of: readonly InRecord[]): InRecord[] => of.map((record) => ({ ...record, partition }));
const ended = (of: readonly InRecord[]): InRecord[] =>
  of.map((record) => ({
    ...record,
    topic: 'thing.ended',
    headers: { ...record.headers, ce_type: 'thing.ended', ce_dataschema: 'thing.ended/1' },
  }));

test('topics whose events are handled many at once are joint, the others are not', () => {
  expect([...setup().joint]).toEqual(['thing.done', 'thing.ended']);
});

test('events of all partitions and types have one transaction, in order, those of one type at once', async () => {
  const { together, runs, calls, ns } = setup();
  const parts = [
    ended(records([done(1, 1), done(1, 2)])),
    records([done(1, 3)]),
    at(1, records([done(2, 4), done(2, 5)])),
  ];
  expect(await together(parts)).toEqual([{ done: 2 }, { done: 1 }, { done: 2 }]);
  expect(runs).toEqual([5]);
  expect(ns()).toEqual([1, 2, 3, 4, 5]);
  expect(calls).toEqual([2, 3]);
});

test('one that fails leaves nothing of all, and each is to be delivered alone', async () => {
  const { together, alone, ns } = setup();
  const parts = [records([done(1, 1)]), at(1, records([done(2, 2), done(2, -1), done(2, 3)]))];
  expect(await together(parts)).toEqual([{ done: 0 }, { done: 0 }]);
  expect(ns()).toEqual([]);
  for (const part of parts) await alone(part);
  expect(ns()).toEqual([1, 2, 3]);
});

test('what cannot be read ends its partition’s part; the others come through whole', async () => {
  const { together, ns } = setup();
  const broken = { ...done(1, 2), value: 'no json' };
  const parts = [records([done(1, 1), broken, done(1, 3)]), at(1, records([done(2, 4)])), at(2, records([broken]))];
  expect(await together(parts)).toEqual([{ done: 1 }, { done: 1 }, { done: 0 }]);
  expect(ns()).toEqual([1, 4]);
});

test('what has failed before takes no part until it came through alone', async () => {
  let away = true;
  const { together, ns } = setup({ probe: () => (away ? Promise.reject(new Error('down')) : Promise.resolve()) });
  const parts = [records([done(1, -1)]), at(1, records([done(2, 2)]))];
  expect(await together(parts)).toEqual([
    { done: 0, retryInMs: 100 },
    { done: 0, retryInMs: 100 },
  ]);
  away = false;
  expect(await together([...parts, at(2, records([done(3, 3)]))])).toEqual([{ done: 0 }, { done: 0 }, { done: 1 }]);
  expect(ns()).toEqual([3]);
});

test('each event of a batch is handled in its own trace and as the cause of what comes of it', async () => {
  const { together, heard } = setup();
  const traces = ['a', 'b'].map((digit) => digit.repeat(32));
  const parts = traces.map((trace, n) =>
    at(n, records([done(n, n, { traceparent: `00-${trace}-${'c'.repeat(16)}-01` })])),
  );
  await together(parts);
  expect(heard).toEqual(parts.map(([record], n) => ({ trace: traces[n], cause: String(record!.headers['ce_id']) })));
});

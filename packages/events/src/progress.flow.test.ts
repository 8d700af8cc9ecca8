import { afterEach, expect, test } from 'bun:test';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { until } from '@ecomm/testing/until';
import { closeAll, closeLater, log, oneByOne, startBus } from './broker.fixture.ts';
import { consume } from './consume.ts';
import { done, thingDone } from './example.fixture.ts';
import { memoryInbox, type MemoryTx } from './memory-inbox.fixture.ts';
import type { Deliver, Reader } from './reader.ts';
import { on } from './subscription.ts';

afterEach(closeAll);
afterEach(() => armFailpoints(undefined));

const soon = { timeoutMs: 15_000 };
const topics = ['thing.done'];

async function reading(alone: Deliver['alone']) {
  const bus = await startBus();
  await bus.ensureTopics(topics);
  const reader: Reader = bus.subscribe({ group: 'g', topics, deliver: oneByOne(alone) });
  reader.start();
  closeLater(() => reader.stop());
  await until(() => reader.assigned(), soon);
  return { bus, reader };
}

test('an event retried in place for longer than a session keeps its consumer in the group, and the order of its key', async () => {
  let away = true;
  const seen: string[] = [];
  const { bus, reader } = await reading(async (records) => {
    if (away) return { done: 0, retryInMs: 200 };
    seen.push(...records.map(({ offset }) => offset));
    return { done: records.length };
  });
  const assigned = reader.assigned();
  await bus.send([done(1, 1), done(1, 2), done(1, 3)]);
  const began = performance.now();
  await until(() => performance.now() - began > 8_000, soon); // a session is 6 s
  expect(reader.assigned()).toBe(assigned); // joining again would give it anew
  expect(reader.deliveries()).toBeGreaterThan(5);
  away = false;
  await until(() => seen.length === 3, soon);
  expect(seen).toEqual(['0', '1', '2']);
}, 40_000);

test('what a group has not done is counted by the broker, of all partitions or of some', async () => {
  let takes = true;
  const { bus, reader } = await reading(async ({ length }) => (takes ? { done: length } : { done: 0, retryInMs: 100 }));
  const unread = (assigned?: Record<string, number[]>) => bus.unread({ group: 'g', topics, assigned });
  expect(await unread()).toBe(0);
  await bus.send(Array.from({ length: 30 }, (_, n) => done(n, n)));
  await until(async () => (await unread()) === 0, soon);
  takes = false;
  await bus.send(Array.from({ length: 40 }, (_, n) => done(n, n)));
  expect(await unread()).toBe(40);
  const [[topic, partitions] = ['', []]] = Object.entries(reader.assigned() ?? {});
  const each = await Promise.all(partitions.map((partition) => unread({ [topic]: [partition] })));
  expect(each.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(Math.max(...each)).toBeLessThan(40);
  expect(await unread({})).toBe(0);
}, 40_000);

test('offsets that a consumer could not commit bring its events again, and each has its effect once', async () => {
  const bus = await startBus();
  const { inbox, effects } = memoryInbox();
  let handled = 0;
  const handler = async (tx: MemoryTx, event: MemoryTx[number]) => void tx.push(event);
  const counted = {
    ...inbox,
    run: (...of: Parameters<typeof inbox.run>) => ((handled += of[1].length), inbox.run(...of)),
  };
  const start = async () => {
    const part = consume({
      bus,
      group: 'g',
      service: 'test',
      inbox: counted,
      log,
      subscriptions: [on(thingDone, handler)],
    });
    await part.start?.();
    closeLater(() => part.stop?.());
    return part;
  };
  const unread = () => bus.unread({ group: 'g', topics });
  armFailpoints('test.before-offset:error', { seed: '3', copy: 0 });
  const first = await start();
  await bus.ensureTopics(topics);
  await bus.send(Array.from({ length: 60 }, (_, n) => done(n, n)));
  await until(() => effects.length === 60, soon);
  await first.stop?.();
  expect(await unread()).toBe(60);
  armFailpoints(undefined);
  await start();
  await until(async () => (await unread()) === 0, soon);
  expect(new Set(effects.map(({ id }) => id)).size).toBe(60);
  expect(effects.length).toBe(60);
  expect(handled).toBe(120);
}, 40_000);

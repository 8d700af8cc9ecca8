import { afterEach, expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { until } from '@ecomm/testing/until';
import { consume } from './consume.ts';
import type { Event, InRecord } from './envelope.ts';
import { done, thingDone } from './example.fixture.ts';
import { closeAll, closeLater, log, readAll, startBus } from './broker.fixture.ts';
import type { Bus } from './kafka.ts';
import { memoryInbox, type MemoryTx } from './memory-inbox.fixture.ts';
import { on, onAll } from './subscription.ts';

afterEach(closeAll);

async function freshBus(): Promise<Bus> {
  const bus = await startBus();
  await bus.ensureTopics(['thing.done', 'thing.done.g.dlq']);
  return bus;
}

type Payload = { thing_id: number; n: number };

/** A copy of a service that consumes `thing.done`; copies that share an inbox share a database. */
async function copy(bus: Bus, handle: (event: Event<Payload>) => unknown, store = memoryInbox()) {
  const handled: Event<Payload>[] = [];
  const part = consume({
    bus,
    group: 'g',
    service: 'test',
    inbox: store.inbox,
    log,
    subscriptions: [
      on(thingDone, async (tx: MemoryTx, event) => {
        await handle(event);
        handled.push(event);
        tx.push(event);
      }),
    ],
  });
  await part.start?.();
  closeLater(() => part.stop?.());
  const ns = (thing?: number) =>
    store.effects
      .map(({ payload }) => Object(payload))
      .flatMap(({ thing_id, n }) => (thing === undefined || thing_id === thing ? [n] : []));
  return { part, handled, ns, stop: () => part.stop?.() };
}

const deadLetters = (bus: Bus): InRecord[] => readAll(bus, 'thing.done.g.dlq');
const text = (record: InRecord | undefined, header: string) => String(record?.headers[header]);
const soon = { timeoutMs: 15_000 };
/** One event of each of sixty things, which most live in other partitions than thing 1. */
const ofSixtyOthers = (first: number) => Array.from({ length: 60 }, (_, n) => done(2 + n, first + n));
const away = (): never => {
  throw new Problem(503, 'users.unavailable', 'down');
};

test('poison of every kind goes to the dead letters as it came, its partition goes on', async () => {
  const bus = await freshBus();
  const dead = deadLetters(bus);
  const { ns } = await copy(bus, () => {});
  await bus.send([
    done(1, 1),
    { ...done(1, 2), value: 'no json' },
    { ...done(1, 3), value: null },
    { ...done(1, 4), value: 'x'.repeat(900 * 1024) },
    done(1, 5, { ce_dataschema: 'thing.done/9', extra: 'kept' }),
    { ...done(1, 6), value: '{"thing_id":1}' },
    { ...done(1, 7), headers: {} },
    done(1, 8),
  ]);
  await until(() => ns().includes(8) && dead.length === 6, soon);
  expect(ns()).toEqual([1, 8]);
  const byOffset = dead.toSorted((a, b) => Number(text(a, 'dlq_offset')) - Number(text(b, 'dlq_offset')));
  expect(byOffset.map((record) => text(record, 'dlq_reason'))).toEqual([
    'undecodable: not JSON',
    'undecodable: no value',
    'undecodable: not JSON',
    'unknown version thing.done/9',
    'invalid: /n Expected required property',
    'undecodable: no ce_id header',
  ]);
  const [, , large, version] = byOffset;
  expect(large?.value?.length).toBe(900 * 1024);
  expect(String(version?.key)).toBe('1');
  expect(String(version?.value)).toBe('{"thing_id":1,"n":5}');
  expect(text(version, 'extra')).toBe('kept');
  expect(text(version, 'ce_type')).toBe('thing.done');
  expect(text(version, 'dlq_topic')).toBe('thing.done');
}, 30_000);

test('an outage holds up its own partition only, keeps the order and makes no dead letter', async () => {
  const bus = await freshBus();
  const dead = deadLetters(bus);
  let down = true;
  const { ns, part } = await copy(bus, ({ payload }) => down && payload.thing_id === 1 && payload.n === 2 && away());
  await bus.send([done(1, 1), done(1, 2), done(1, 3)]);
  await bus.send(ofSixtyOthers(0));
  await until(() => ns().length > 40 && part.lag() > 0, soon);
  await bus.send(ofSixtyOthers(100));
  await until(() => ns().length > 80, soon);
  expect(ns(1)).toEqual([1]);
  down = false;
  await until(() => ns().length === 123 && part.lag() === 0, soon);
  expect(ns(1)).toEqual([1, 2, 3]);
  expect(dead).toEqual([]);
}, 60_000);

test('a handler that takes long holds up its own partition only', async () => {
  const bus = await freshBus();
  const slow = Promise.withResolvers<void>();
  const { ns } = await copy(bus, ({ payload }) => (payload.thing_id === 1 ? slow.promise : undefined));
  await bus.send([done(1, 1)]);
  await bus.send(ofSixtyOthers(0));
  await until(() => ns().length > 40, soon);
  await bus.send(ofSixtyOthers(100));
  await until(() => ns().length > 80, soon);
  expect(ns(1)).toEqual([]);
  slow.resolve();
  await until(() => ns().length === 121, soon);
}, 60_000);

test('of joint partitions one event that fails is put aside alone, and the offsets of all move on', async () => {
  const bus = await freshBus();
  const dead = deadLetters(bus);
  const { inbox, effects } = memoryInbox();
  const batches: number[] = [];
  const handle = async (tx: MemoryTx, events: readonly Event<Payload>[]): Promise<void> => {
    batches.push(events.length);
    if (events.some(({ payload }) => payload.n === 13))
      throw new Problem(409, 'thing.wrong', 'no', { permanent: true });
    tx.push(...events);
  };
  const part = consume({ bus, group: 'g', service: 'test', inbox, log, subscriptions: [onAll(thingDone, handle)] });
  await bus.send(ofSixtyOthers(0));
  await part.start?.();
  closeLater(() => part.stop?.());
  await until(() => effects.length === 59 && dead.length === 1, soon);
  expect(Math.max(...batches)).toBeGreaterThan(30);
  await bus.send(ofSixtyOthers(100));
  await until(() => effects.length === 119, soon);
  await until(async () => (await bus.unread({ group: 'g', topics: ['thing.done'] })) === 0, soon);
  for (let thing = 2; thing < 62; thing += 1) {
    const its = effects.filter(({ key }) => key === String(thing)).map(({ offset }) => Number(offset));
    expect(its).toEqual(its.toSorted((a, b) => a - b));
  }
}, 60_000);

test('an event whose effect did not happen comes to the next copy, one whose effect did does not', async () => {
  const bus = await freshBus();
  const first = await copy(bus, ({ payload }) => payload.n === 2 && away());
  await bus.send([done(1, 1), done(1, 2), done(1, 3)]);
  await until(() => first.ns().includes(1), soon);
  await first.stop();
  // With an inbox of its own nothing but the committed offset keeps it from the first event.
  const second = await copy(bus, () => {});
  await until(() => second.ns().length === 2, soon);
  expect(second.ns()).toEqual([2, 3]);
  await second.stop();
  const third = await copy(bus, () => {});
  await bus.send([done(1, 4)]);
  await until(() => third.ns().length > 0, soon);
  expect(third.ns()).toEqual([4]);
}, 60_000);

test('a stop waits for the delivery under way and commits it', async () => {
  const bus = await freshBus();
  const slow = Promise.withResolvers<void>();
  const first = await copy(bus, ({ payload }) => (payload.thing_id === 1 ? slow.promise : undefined));
  await bus.send([done(1, 1), ...ofSixtyOthers(0)]);
  await until(() => first.ns().length > 40, soon);
  await bus.send(ofSixtyOthers(100));
  await until(() => first.ns().length > 80, soon);
  setTimeout(() => slow.resolve(), 500);
  await first.stop();
  expect(first.ns(1)).toEqual([1]);
  const second = await copy(bus, () => {});
  await bus.send([done(1, 2)]);
  await until(() => second.ns(1).includes(2), soon);
  expect(second.ns(1)).toEqual([2]);
}, 30_000);

test('two copies share the partitions, and one takes over when the other stops', async () => {
  const bus = await freshBus();
  const store = memoryInbox();
  const one = await copy(bus, () => {}, store);
  const two = await copy(bus, () => {}, store);
  let n = 0;
  await until(async () => {
    await bus.send(Array.from({ length: 20 }, () => done(n % 40, n++)));
    return one.handled.length > 0 && two.handled.length > 0;
  }, soon);
  await until(() => store.effects.length === n, soon);
  await two.stop();
  await bus.send(Array.from({ length: 40 }, () => done(n % 40, n++)));
  await until(() => store.effects.length === n, soon);
  expect(new Set(one.ns()).size).toBe(n);
  for (let thing = 0; thing < 40; thing += 1) expect(one.ns(thing)).toEqual(one.ns(thing).toSorted((a, b) => a - b));
}, 60_000);

test('a copy that joins late reads what came before the group was there', async () => {
  const bus = await freshBus();
  await bus.send([done(1, 1)]);
  const { ns } = await copy(bus, () => {});
  await until(() => ns().length === 1, soon);
}, 30_000);

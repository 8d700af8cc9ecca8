import { afterEach, expect, test } from 'bun:test';
import { testBrokers } from '@ecomm/testing/kafka';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { done } from './example.fixture.ts';
import { closeAll, closeLater, readAll, startBus } from './broker.fixture.ts';

afterEach(closeAll);

const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'it went well', String);

/** A bus that reaches the broker by way of a proxy alone. */
async function shakyBus() {
  const between = await proxy(testBrokers().join());
  closeLater(() => between.close());
  const shaky = await startBus({ reach: () => ({ host: '127.0.0.1', port: between.port }) });
  return { between, shaky };
}

test('topics are created once asked for, with six partitions, and a key keeps its partition', async () => {
  const here = await startBus();
  await here.ensureTopics(['thing.done']);
  await here.ensureTopics(['thing.done', 'thing.done.g.dlq']);
  const seen = readAll(here, 'thing.done');
  await here.send(Array.from({ length: 200 }, (_, n) => done(n % 100, n)));
  await until(() => seen.length === 200, { timeoutMs: 10_000 });
  expect(new Set(seen.map(({ partition }) => partition)).size).toBe(6);
  const places = Map.groupBy(seen, ({ key }) => String(key));
  for (const of of places.values()) expect(new Set(of.map(({ partition }) => partition)).size).toBe(1);
});

test('a dead letter may be larger than any event', async () => {
  const here = await startBus();
  await here.ensureTopics(['thing.done', 'thing.done.g.dlq']);
  const value = 'x'.repeat(1_500_000);
  const large = (topic: string) => here.send([{ ...done(1, 1), topic, value }]);
  expect(await failure(large('thing.done'))).toMatch(/larger than the max message size/);
  await large('thing.done.g.dlq');
});

test('a topic that nobody asked for is not created by a message', async () => {
  const here = await startBus();
  await until(() => here.connected());
  expect(await failure(here.send([{ ...done(1, 1), topic: 'thing.dnoe' }]))).toMatch(/does not host this topic/);
});

test('a broker that is not there fails a send in bounded time and is no reason not to start', async () => {
  const away = await startBus({ brokers: ['127.0.0.1:1'] });
  expect(away.connected()).toBe(false);
  const before = performance.now();
  expect(await failure(away.send([done(1, 1)]))).toMatch(/ECONNREFUSED|Connection error/);
  expect(performance.now() - before).toBeLessThan(9_500);
});

test('a broker that accepts and says nothing fails a send in bounded time', async () => {
  const mute = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => {} } });
  closeLater(() => mute.stop(true));
  const frozen = await startBus({ brokers: [`127.0.0.1:${mute.port}`] });
  const before = performance.now();
  expect(await failure(frozen.send([done(1, 1)]))).not.toBe('it went well');
  expect(performance.now() - before).toBeLessThan(9_500);
}, 15_000);

test('what was asked for while the broker was away happens when it comes', async () => {
  const { between, shaky } = await shakyBus();
  between.down();
  const ready = shaky.ensureTopics(['thing.done']);
  const seen = readAll(shaky, 'thing.done');
  expect(shaky.connected()).toBe(false);
  await between.up();
  await ready;
  expect(shaky.connected()).toBe(true);
  await shaky.send([done(1, 1)]);
  await until(() => seen.length === 1, { timeoutMs: 10_000 });
}, 20_000);

test.each(['down', 'hold'] as const)(
  'after an outage (%s) sending and reading go on',
  async (fault) => {
    const { between, shaky } = await shakyBus();
    await shaky.ensureTopics(['thing.done']);
    const seen = readAll(shaky, 'thing.done');
    await shaky.send([done(1, 1)]);
    await until(() => seen.length === 1, { timeoutMs: 10_000 });

    between[fault]();
    expect(await failure(shaky.send([done(1, 2)]))).not.toBe('it went well');
    await until(() => !shaky.connected(), { timeoutMs: 10_000 });
    if (fault === 'down') await between.up();
    else between.release();

    await until(() => shaky.connected(), { timeoutMs: 10_000 });
    await until(() => shaky.send([done(1, 3)]).then(() => true), { timeoutMs: 10_000 });
    await until(() => seen.some(({ value }) => String(value).includes('"n":3')), { timeoutMs: 20_000 });
  },
  60_000,
);

import { afterEach, expect, test } from 'bun:test';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { until } from '@ecomm/testing/until';
import { CompressionTypes, ConfigResourceTypes, Kafka, logLevel, type Admin } from 'kafkajs';
import { consume } from './consume.ts';
import { done, thingDone } from './example.fixture.ts';
import { closeAll, closeLater, log, readAll, startBus } from './broker.fixture.ts';
import { memoryInbox, type MemoryTx } from './memory-inbox.fixture.ts';
import { on } from './subscription.ts';

afterEach(closeAll);

const soon = { timeoutMs: 15_000 };

/** A shop's bus, and a client of somebody else, who may do with the topics as he likes. */
async function sharedTopics() {
  const prefix = freshPrefix();
  const bus = await startBus({ prefix });
  await bus.ensureTopics(['thing.done', 'thing.done.g.dlq']);
  const theirs = new Kafka({ brokers: testBrokers(), logLevel: logLevel.NOTHING });
  return { bus, theirs, topic: `${prefix}thing.done` };
}

async function having<C extends { connect(): Promise<void>; disconnect(): Promise<void> }>(client: C): Promise<C> {
  await client.connect();
  closeLater(() => client.disconnect());
  return client;
}

/** Makes the broker itself compress what comes. */
const compressBy = (admin: Admin, topic: string, codec: string): Promise<unknown> =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [
      { type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name: 'compression.type', value: codec }] },
    ],
  });

test.each(['gzip', 'snappy', 'lz4', 'zstd'])(
  'events compressed by %s are read like others',
  async (codec) => {
    const { bus, theirs, topic } = await sharedTopics();
    await compressBy(await having(theirs.admin()), topic, codec);
    const seen = readAll(bus, 'thing.done');
    const large = 'the same over and over '.repeat(10_000);
    await bus.send([...Array.from({ length: 60 }, (_, n) => done(n, n)), done(1, 60, { large })]);
    await until(() => seen.length === 61, soon);
    expect(seen.every(({ headers }) => String(headers['ce_type']) === 'thing.done')).toBe(true);
    expect(
      seen
        .map(({ headers }) => headers['large'])
        .filter(Boolean)
        .map(String),
    ).toEqual([large]);
  },
  30_000,
);

test('a batch that cannot be decompressed becomes dead letters, one for each record, and holds up nobody', async () => {
  const { bus, theirs, topic } = await sharedTopics();
  const dead = readAll(bus, 'thing.done.g.dlq');
  const { inbox, effects } = memoryInbox();
  const subscriptions = [on(thingDone, async (tx: MemoryTx, event) => void tx.push(event))];
  const part = consume({ bus, group: 'g', service: 'test', inbox, log, subscriptions });
  await part.start?.();
  closeLater(() => part.stop?.());
  const producer = await having(theirs.producer());
  const bomb = { key: '1', value: Buffer.alloc(70 * 1024 * 1024) };
  await bus.send([done(1, 1)]);
  await producer.send({ topic, compression: CompressionTypes.GZIP, messages: [bomb, { key: '1', value: 'x' }] });
  await bus.send(Array.from({ length: 60 }, (_, n) => done(n, 100 + n)));
  await until(() => effects.length === 61 && dead.length === 2, soon);
  const [first, second] = dead.toSorted((a, b) => Number(a.headers['dlq_offset']) - Number(b.headers['dlq_offset']));
  expect(String(first?.headers['dlq_reason'])).toMatch(/^undecodable: compression gzip: .*larger than/);
  expect(String(first?.headers['dlq_offset'])).toBe('1');
  expect(String(second?.headers['dlq_offset'])).toBe('2');
  expect(first?.value?.subarray(0, 2).toString('hex')).toBe('1f8b');
}, 30_000);

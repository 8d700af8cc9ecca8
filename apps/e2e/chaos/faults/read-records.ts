import { Kafka, logLevel, type Admin } from 'kafkajs';
import { until } from '@ecomm/testing/until';
import type { RawRecord, World } from '../fault.ts';

export interface ReadRecord extends RawRecord {
  partition: number;
  offset: bigint;
}

const kafkaOf = ({ shop }: World): Kafka =>
  new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING, clientId: 'chaos' });

export async function withAdmin<T>(world: World, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf(world).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Everything that a topic holds now, in each partition in its order. */
export async function readRecords(world: World, topic: string): Promise<ReadRecord[]> {
  const name = world.shop.prefix + topic;
  const ends = await withAdmin(world, (admin) => admin.fetchTopicOffsets(name));
  const left = new Map(
    ends.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, BigInt(high)]),
  );
  const records: ReadRecord[] = [];
  if (left.size === 0) return records;
  const consumer = kafkaOf(world).consumer({ groupId: `chaos-${crypto.randomUUID()}` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: name, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const offset = BigInt(message.offset);
        const end = left.get(partition);
        if (end === undefined || offset >= end) return;
        records.push({
          key: message.key,
          value: message.value,
          headers: headersOf(message.headers),
          partition,
          offset,
        });
        if (offset === end - 1n) left.delete(partition);
      },
    });
    await until(() => left.size === 0, { timeoutMs: 30_000, what: `all records of ${topic}` });
    return records;
  } finally {
    await consumer.disconnect();
  }
}

function headersOf(headers: Record<string, unknown> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

export const eventIdOf = ({ headers }: RawRecord): string => String(headers.ce_id);

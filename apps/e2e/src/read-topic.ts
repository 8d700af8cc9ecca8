import { Kafka, logLevel } from 'kafkajs';
import type { TestShop } from './shop.fixture.ts';

export interface TopicRecord {
  key: string;
  value: Record<string, unknown>;
  headers: Record<string, string>;
}

/** The records of a topic from its beginning, until `count` of them match; rejects after 15 s. */
export async function readTopic(
  shop: TestShop,
  topic: string,
  count: number,
  matches: (value: Record<string, unknown>) => boolean = () => true,
): Promise<TopicRecord[]> {
  const kafka = new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `read-${crypto.randomUUID()}` });
  const found: TopicRecord[] = [];
  const enough = Promise.withResolvers<void>();
  const late = setTimeout(() => enough.reject(new Error(`${found.length} of ${count} records in ${topic}`)), 15_000);
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: shop.prefix + topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const value = JSON.parse(String(message.value)) as Record<string, unknown>;
        if (!matches(value)) return;
        const headers = Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([name, text]) => [name, String(text)]),
        );
        found.push({ key: String(message.key), value, headers });
        if (found.length === count) enough.resolve();
      },
    });
    await enough.promise;
    return found;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
}

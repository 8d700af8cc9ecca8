import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import type { TestShop } from './shop.fixture.ts';

/** One record of a topic as text: key, headers and value. */
export interface RecordText {
  /** Without the shop's prefix. */
  topic: string;
  text: string;
}

/** Every record of every topic of a shop, dead letters too, up to what is there when it is asked; rejects after 30 s. */
export async function readTopics(shop: TestShop): Promise<RecordText[]> {
  const kafka = new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(shop.prefix));
  const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  await admin.disconnect();
  const expected = ends.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);

  const consumer = kafka.consumer({ groupId: `read-${crypto.randomUUID()}` });
  const found: RecordText[] = [];
  const enough = Promise.withResolvers<void>();
  const late = setTimeout(() => enough.reject(new Error(`${found.length} of ${expected} records`)), 30_000);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, message }) => {
        found.push({ topic: topic.slice(shop.prefix.length), text: textOf(message) });
        if (found.length >= expected) enough.resolve();
      },
    });
    await enough.promise;
    return found;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
}

const textOf = ({ key, value, headers = {} }: KafkaMessage): string =>
  [key, value, ...Object.entries(headers).flat()].map(String).join('\n');

import { Kafka, logLevel, type Admin } from 'kafkajs';
import { until } from '@ecomm/testing/until';
import type { TestShop } from '../../../src/shop.fixture.ts';
import type { GroupOffset, TopicRecord } from './evidence.ts';
import { deadLetterTopic, eventTopics, groups, groupsOf, topicsOf } from './subscriptions.ts';
import { topicRecord } from './topic-record.ts';

const readWithinMs = 60_000;

/** Lowest and next offset by `topic/partition`. */
type Marks = ReadonlyMap<string, { low: number; high: number }>;
const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** Every topic of this shop whole, dead letters too, and how far each group is. */
export async function readTopics({ kafkaBrokers, prefix }: TestShop) {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const known = await admin.listTopics();
    const dead = eventTopics.flatMap((topic) => groupsOf(topic).map((group) => deadLetterTopic(topic, group)));
    const topics = [...eventTopics, ...dead].filter((topic) => known.includes(prefix + topic));
    const offsets = await readOffsets(admin, prefix, topics);
    const marks = await readMarks(admin, prefix, topics);
    const records = await readRecords(kafka, prefix, topics, marks);
    return {
      offsets: offsets.map((one): GroupOffset => ({ ...one, ...marks.get(placeOf(one.topic, one.partition))! })),
      topics: Map.groupBy(records, ({ topic }) => topic),
    };
  } finally {
    await admin.disconnect();
  }
}

const readOffsets = async (admin: Admin, prefix: string, known: readonly string[]) =>
  (
    await Promise.all(
      groups.map(async (group) => {
        const topics = topicsOf(group).filter((topic) => known.includes(topic));
        if (topics.length === 0) return [];
        const committed = await admin.fetchOffsets({
          groupId: prefix + group,
          topics: topics.map((topic) => prefix + topic),
        });
        return committed.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => ({
            group,
            topic: topic.slice(prefix.length),
            partition,
            committed: Math.max(0, Number(offset)),
          })),
        );
      }),
    )
  ).flat();

async function readMarks(admin: Admin, prefix: string, topics: readonly string[]): Promise<Marks> {
  const of = async (topic: string) => {
    // A partition whose leader has just changed answers "not leader" for a moment.
    const partitions = await until(() => admin.fetchTopicOffsets(prefix + topic), { what: `offsets of ${topic}` });
    return partitions.map(
      ({ partition, low, high }) => [placeOf(topic, partition), { low: Number(low), high: Number(high) }] as const,
    );
  };
  return new Map((await Promise.all(topics.map(of))).flat());
}

/** All records below `marks`, by a group that is gone afterwards; rejects after a minute. */
async function readRecords(
  kafka: Kafka,
  prefix: string,
  topics: readonly string[],
  marks: Marks,
): Promise<TopicRecord[]> {
  const records: TopicRecord[] = [];
  const left = new Set(marks.keys().filter((place) => marks.get(place)!.high > marks.get(place)!.low));
  if (left.size === 0) return records;
  const groupId = `${prefix}audit-${crypto.randomUUID()}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 });
  const end = Promise.withResolvers<void>();
  const late = setTimeout(
    () => end.reject(new Error(`topics could not be read in time: ${[...left].join(', ')}`)),
    readWithinMs,
  );
  consumer.on('consumer.crash', ({ payload }) => end.reject(payload.error));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map((topic) => prefix + topic), fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const topic = batch.topic.slice(prefix.length);
        const place = placeOf(topic, batch.partition);
        if (!left.has(place)) return;
        const { high } = marks.get(place)!;
        for (const message of batch.messages)
          if (Number(message.offset) < high) records.push(topicRecord(topic, batch.partition, message));
        if (Number(batch.lastOffset()) >= high - 1) left.delete(place);
        if (left.size === 0) end.resolve();
      },
    });
    await end.promise;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
  return records;
}

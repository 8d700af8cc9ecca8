import type { Log } from '@ecomm/runtime/log';
import type { Admin } from './kafka.ts';

const day = 24 * 60 * 60 * 1000;
const partitions = 6;

/**
 * Creates topics as behaviour.md §8 promises: six partitions; events are kept 7 days, dead letters 30. A dead letter is
 * a record plus headers, so its topic takes larger ones: 2 MiB.
 */
export async function createTopics(admin: Admin, names: readonly string[], log: Log): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(3, brokers.length);
  await admin.createTopics({
    timeout: 3_000,
    topics: names.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor,
      configEntries: topic.endsWith('.dlq') ? deadLetterConfig : eventConfig,
    })),
  });
  await Promise.all(names.map((name) => leading(admin, name)));
  log.info({ topics: names }, 'topics created');
}

/** While somebody's topics are being made, the broker has no leader to name for them and answers an error for all. */
export async function listTopics(admin: Admin): Promise<string[]> {
  for (const end = Date.now() + leadingWithinMs; ; await Bun.sleep(50)) {
    try {
      return await admin.listTopics();
    } catch (error) {
      const isPassing = error instanceof Error && error.name === 'KafkaJSProtocolError' && Date.now() < end;
      if (!isPassing) throw error;
    }
  }
}

const leadingWithinMs = 3_000;

/** A broker names the leaders of new partitions before they lead: a first batch would be refused in part and sent twice. */
async function leading(admin: Admin, topic: string): Promise<void> {
  for (const end = Date.now() + leadingWithinMs; ; await Bun.sleep(50)) {
    const leads = await admin.fetchTopicOffsets(topic).then(
      () => true,
      () => false,
    );
    if (leads || Date.now() > end) return;
  }
}

const eventConfig = [{ name: 'retention.ms', value: String(7 * day) }];
const deadLetterConfig = [
  { name: 'retention.ms', value: String(30 * day) },
  { name: 'max.message.bytes', value: String(2 * 1024 * 1024) },
];

import { Kafka, logLevel } from 'kafkajs';
import { until } from '@ecomm/testing/until';
import { groups, topicsOf, type Group } from '../audit/evidence/subscriptions.ts';
import type { Bar, World } from '../fault.ts';

const roundsPerGroup = 6;

/** Each joining and each leaving makes its group share out the partitions anew. The stranger commits nothing. */
export async function stormGroups(world: World): Promise<Bar[]> {
  await Promise.all(
    groups.map(async (group) => {
      for (let round = 0; round < roundsPerGroup; round++) await joinAndLeave(world, group);
    }),
  );
  return [];
}

async function joinAndLeave({ shop }: World, group: Group): Promise<void> {
  const kafka = new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({
    groupId: `${shop.prefix}${group}`,
    sessionTimeout: 6_000,
    allowAutoTopicCreation: false,
  });
  let joined = false;
  consumer.on(consumer.events.GROUP_JOIN, () => void (joined = true));
  try {
    await consumer.connect();
    // All of the group's topics: the member that leads shares out those that it knows.
    await consumer.subscribe({ topics: topicsOf(group).map((topic) => shop.prefix + topic) });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
    await until(() => joined, { timeoutMs: 10_000, what: `a stranger in ${group}` }).catch(() => {});
  } finally {
    await consumer.disconnect();
  }
}

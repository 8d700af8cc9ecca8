import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { Shop } from '@ecomm/tools/shop/shop';
import { lagRow } from '@ecomm/tools/topic/lag';

/** How many events the groups have not finished yet, all together. */
export async function lagMeter(shop: Shop, groups: readonly string[], cleanup: AsyncDisposableStack) {
  const admin = new Kafka({
    clientId: 'bench',
    brokers: shop.kafkaBrokers.split(','),
    logLevel: logLevel.NOTHING,
  }).admin();
  cleanup.defer(() => admin.disconnect());
  await admin.connect();
  return async (): Promise<number> => {
    const lags = await Promise.all(groups.map((group) => lagOf(admin, group)));
    return lags.reduce((sum, lag) => sum + lag, 0);
  };
}

async function lagOf(admin: Admin, groupId: string): Promise<number> {
  const topics = await admin.fetchOffsets({ groupId });
  const rows = await Promise.all(
    topics.map(async ({ topic, partitions }) => {
      const ends = await admin.fetchTopicOffsets(topic);
      return partitions.map(({ partition, offset }) => lagRow(topic, partition, Number(offset), ends).lag);
    }),
  );
  return rows.flat().reduce((sum, lag) => sum + lag, 0);
}

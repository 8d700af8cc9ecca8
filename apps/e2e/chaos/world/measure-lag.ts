import { lagRow } from '@ecomm/tools/topic/lag';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { TestShop } from '../../src/shop.fixture.ts';
import { groups, topicsOf } from '../audit/evidence/subscriptions.ts';

export interface LagMeter {
  /** Events that the groups of all services have not finished, by `group topic`; none where there are none. */
  lags(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** Asks for each group about every topic that it reads, also where it has committed nothing yet. */
export function lagMeter(shop: TestShop): LagMeter {
  const client = new Kafka({ clientId: 'chaos', brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  let connected: Promise<Admin> | undefined;
  const connect = async (): Promise<Admin> => {
    const admin = client.admin();
    await admin.connect();
    return admin;
  };
  const forget = (error: unknown): never => {
    connected = undefined;
    throw error;
  };
  const lags = async (): Promise<Map<string, number>> => {
    const admin = await (connected ??= connect().catch(forget));
    const found = new Map<string, number>();
    for (const group of groups) {
      const topics = topicsOf(group).map((topic) => shop.prefix + topic);
      const [committed, ends] = await Promise.all([
        admin.fetchOffsets({ groupId: shop.prefix + group, topics }),
        Promise.all(topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)] as const)),
      ]);
      for (const { topic, partitions } of committed) {
        const high = ends.find(([name]) => name === topic)?.[1] ?? [];
        const rows = partitions.map(({ partition, offset }) => lagRow(topic, partition, Number(offset), high).lag);
        const lag = rows.reduce((sum, row) => sum + row, 0);
        if (lag > 0) found.set(`${group} ${topic.slice(shop.prefix.length)}`, lag);
      }
    }
    return found;
  };
  return { lags, close: async () => (await connected?.catch(() => undefined))?.disconnect() };
}

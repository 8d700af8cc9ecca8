import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBroker, type Broker } from '../shop/broker.ts';
import { findJavaForKafka } from '../shop/java.ts';
import type { Output } from '../shop/lines.ts';
import { freePorts } from '../shop/port-plan.ts';
import { StartingShop } from '../shop/shop.ts';

export interface Servers {
  /** Resolves with the variables by which tests find the servers. */
  started: Promise<Record<string, string>>;
  stop(): Promise<void>;
  force(): void;
}

/**
 * A Postgres (that does not wait for the disk) and a Kafka for tests, on free ports, in a folder that goes with them: they
 * disturb no shop that runs and no other tests. A set TEST_DATABASE_URL or TEST_KAFKA_BROKERS is used instead.
 */
export async function startServers(out: Output, env: Record<string, string | undefined>): Promise<Servers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecomm-test-'));
  await chmod(dataDir, 0o711); // root runs Postgres as another user
  const { TEST_DATABASE_URL: databaseUrl, TEST_KAFKA_BROKERS: brokers } = env;
  const broker: Broker = brokers ? { kind: 'given', brokers } : await brokerForTests();
  const shop = new StartingShop({
    dataDir,
    ports: await freePorts(),
    broker,
    out,
    databaseUrl,
    only: [],
    durable: false,
  });
  return {
    started: shop.start().then(() => ({ TEST_DATABASE_URL: shop.databaseUrl, TEST_KAFKA_BROKERS: shop.kafkaBrokers })),
    stop: async () => {
      await shop.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    force: () => shop.force(),
  };
}

/** Apache Kafka where it can be had: a broker of one's own in a folder that goes; else what `start` would take. */
async function brokerForTests(): Promise<Broker> {
  const java = await findJavaForKafka(process.env);
  return typeof java === 'string'
    ? chooseBroker({ ...process.env, KAFKA_BROKERS: undefined })
    : { kind: 'kafka', java };
}

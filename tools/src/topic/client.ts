import { Kafka, logLevel, type Admin } from 'kafkajs';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { findRunningShop } from '../shop/lock.ts';

const dataDir = join(import.meta.dir, '..', '..', '..', '.data');

/** Brokers of `KAFKA_BROKERS`, else of the shop that runs, else localhost:9092. */
export async function findBrokers(env = process.env): Promise<string[]> {
  const running = env.KAFKA_BROKERS ? undefined : await findRunningShop(dataDir);
  return (env.KAFKA_BROKERS || running?.urls.Kafka || 'localhost:9092').split(',').map((broker) => broker.trim());
}

/** In front of every topic and group of the shop. */
export const prefix = (env = process.env): string => env.KAFKA_PREFIX ?? '';

export async function connect(): Promise<{ kafka: Kafka; brokers: string[] }> {
  const brokers = await findBrokers();
  const retry = { retries: 1, initialRetryTime: 100 };
  return {
    brokers,
    kafka: new Kafka({
      clientId: 'ecomm-topic',
      brokers,
      logLevel: logLevel.NOTHING,
      connectionTimeout: 2000,
      requestTimeout: 10_000,
      retry,
    }),
  };
}

/** Runs `work` with an administrator's connection. Throws `CannotStart` when no broker answers. */
export async function withAdmin<T>(work: (admin: Admin, kafka: Kafka) => Promise<T>): Promise<T> {
  const { kafka, brokers } = await connect();
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch {
    throw new CannotStart(
      `No Kafka broker answers at ${brokers.join(', ')}: start the shop (bun run start), or set KAFKA_BROKERS.`,
    );
  }
  try {
    return await work(admin, kafka);
  } finally {
    await admin.disconnect();
  }
}

/** The full name of an existing topic. Throws `CannotStart` that names those like it. */
export async function requireTopic(admin: Admin, name: string): Promise<string> {
  return requireKnown('topic', name, await admin.listTopics());
}

/** The full name of an existing consumer group. */
export async function requireGroup(admin: Admin, name: string): Promise<string> {
  const { groups } = await admin.listGroups();
  return requireKnown(
    'consumer group',
    name,
    groups.map((group) => group.groupId),
  );
}

function requireKnown(what: string, name: string, known: string[]): string {
  const full = known.includes(name) ? name : `${prefix()}${name}`;
  if (known.includes(full)) return full;
  const near = nearest(
    name,
    known.filter((one) => !one.startsWith('__')),
  );
  throw new CannotStart(
    `There is no ${what} ${name}${near.length > 0 ? `; there are ${near.join(', ')}` : ' and no other'}.`,
  );
}

/** Names that share most with `name`, best first; all in their order when none shares anything. */
export function nearest(name: string, known: readonly string[], max = 5): string[] {
  const pairs = (text: string): Set<string> =>
    new Set(Array.from(text.slice(1), (letter, index) => `${text[index]}${letter}`));
  const wanted = pairs(name.toLowerCase());
  const score = (one: string): number => {
    const has = pairs(one.toLowerCase());
    return [...wanted].filter((pair) => has.has(pair)).length / (wanted.size + has.size);
  };
  return known.toSorted((a, b) => score(b) - score(a) || a.localeCompare(b)).slice(0, max);
}

import { logger } from '@ecomm/runtime/log';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import type { InRecord } from './envelope.ts';
import { kafka, type Bus, type KafkaOptions } from './kafka.ts';
import type { Deliver, Delivery } from './reader.ts';

/** What this package's tests with a real broker share; `closeAll` stops what they opened. */
export const log = logger({ service: 'test', level: 'silent' });

const opened: (() => unknown)[] = [];
export const closeLater = (close: () => unknown): void => void opened.push(close);
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close();
}

export async function startBus(options: Partial<KafkaOptions> = {}): Promise<Bus> {
  const bus = kafka({ name: 'test', brokers: testBrokers(), prefix: freshPrefix(), log, ...options });
  await bus.start?.();
  closeLater(() => bus.stop?.());
  return bus;
}

/** What `topic` holds, growing as it is read. */
export function readAll(bus: Bus, topic: string): InRecord[] {
  const seen: InRecord[] = [];
  const alone = async (records: readonly InRecord[]): Promise<Delivery> => {
    seen.push(...records);
    return { done: records.length };
  };
  const reader = bus.subscribe({ group: 'reader', topics: [topic], deliver: oneByOne(alone) });
  reader.start();
  closeLater(() => reader.stop());
  return seen;
}

/** Delivers each partition alone. */
export const oneByOne = (alone: Deliver['alone']): Deliver => ({
  joint: new Set(),
  alone,
  together: () => Promise.reject(new Error('no topic is joint')),
});

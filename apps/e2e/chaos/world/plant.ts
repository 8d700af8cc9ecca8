import { Kafka, logLevel, type Producer } from 'kafkajs';
import type { TestShop } from '../../src/shop.fixture.ts';
import type { World } from '../fault.ts';

/** Writes records to topics past the services, and puts them on record. */
export function planter(shop: TestShop, record: World['record']) {
  const client = new Kafka({ clientId: 'chaos', brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  let connected: Promise<Producer> | undefined;
  const connect = async (): Promise<Producer> => {
    const producer = client.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    return producer;
  };
  const forget = (error: unknown): never => {
    connected = undefined;
    throw error;
  };
  const plant: World['plant'] = async (planted, { key, value, headers, partition }) => {
    const producer = await (connected ??= connect().catch(forget));
    const messages = [{ key, value, headers, ...(partition === undefined ? {} : { partition }) }];
    const [written] = await producer.send({ topic: shop.prefix + planted.topic, acks: -1, messages });
    if (!written?.baseOffset) throw new Error(`the broker did not say where it put ${planted.what}`);
    const done = { ...planted, partition: written.partition, offset: written.baseOffset, at: Date.now() };
    record.planted.push(done);
    return done;
  };
  const close = async (): Promise<void> => (await connected?.catch(() => undefined))?.disconnect();
  return { plant, close };
}

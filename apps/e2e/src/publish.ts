import { encode, type Envelope, type EventType } from '@ecomm/events/envelope';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { TestShop } from './shop.fixture.ts';

/** Puts one event into a shop's topic, past its services: what a stranger with access to the broker could do. */
export async function publish(shop: TestShop, eventType: EventType, envelope: Envelope): Promise<void> {
  const kafka = new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const { topic, ...message } = encode(eventType, envelope);
  await producer.connect();
  await producer.send({ topic: shop.prefix + topic, messages: [message] });
  await producer.disconnect();
}

import type { Shop } from '@ecomm/tools/shop/shop';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';

const batch = 2_000;

/** An order.updated(paid) for each of these orders, as orders would publish it. */
export async function publishPaid({ kafkaBrokers }: Shop, orders: readonly string[]): Promise<void> {
  const kafka = new Kafka({ clientId: 'bench', brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  for (let at = 0; at < orders.length; at += batch) {
    const messages = orders.slice(at, at + batch).map(paidMessage);
    await producer.send({ topic: 'order.updated', acks: -1, compression: CompressionTypes.None, messages });
  }
  await producer.disconnect();
}

function paidMessage(order_id: string) {
  const occurred_at = new Date().toISOString();
  return {
    key: order_id,
    value: JSON.stringify({
      order_id,
      user_id: 1,
      amount: 19.99,
      status: 'paid',
      previous_status: 'pending',
      sequence: 2,
      occurred_at,
    }),
    headers: {
      ce_specversion: '1.0',
      ce_id: Bun.randomUUIDv7(),
      ce_type: 'order.updated',
      ce_source: '/orders',
      ce_time: occurred_at,
      ce_subject: order_id,
      ce_dataschema: 'order.updated/1',
      'content-type': 'application/json',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  };
}

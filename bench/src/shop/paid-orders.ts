import { Kafka, logLevel } from 'kafkajs';
import type { Shop } from '@ecomm/tools/shop/shop';

export interface PaidOrders {
  /** When order.updated(paid) arrived here, by order id, as of performance.now(). */
  at: ReadonlyMap<string, number>;
}

/** Listens to order.updated like a service of one's own would; resolves when it hears. */
export async function hearPaidOrders(shop: Shop, cleanup: AsyncDisposableStack): Promise<PaidOrders> {
  const at = new Map<string, number>();
  const kafka = new Kafka({ clientId: 'bench', brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-${crypto.randomUUID()}`, allowAutoTopicCreation: false });
  const joined = new Promise((resolve) => void consumer.on('consumer.group_join', resolve));
  cleanup.defer(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topic: 'order.updated', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const arrivedAt = performance.now();
      const { order_id, status } = JSON.parse(String(message.value)) as { order_id: string; status: string };
      if (status === 'paid' && !at.has(order_id)) at.set(order_id, arrivedAt);
    },
  });
  await joined;
  return { at };
}

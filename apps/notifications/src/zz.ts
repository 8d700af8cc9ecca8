import { orderCreated, userCreated } from '@ecomm/contracts/events';
import { encode } from '@ecomm/events/envelope';
import { kafka } from '@ecomm/events/kafka';
import { log } from './notifications.fixture.ts';
const bus = kafka({ name: 'x', brokers: process.env.KAFKA_BROKERS!.split(','), prefix: 'dev_pn.', log });
bus.start?.();
await bus.ensureTopics(['user.created', 'order.created']);
const now = () => new Date().toISOString();
const id = () => Bun.randomUUIDv7();
const n = Number(process.argv[2]);
const base = Math.floor(Math.random() * 1e9);
await bus.send(
  Array.from({ length: n }, (_, i) =>
    encode(userCreated, {
      id: id(),
      payload: {
        user_id: base + i,
        email: `u${base + i}@example.com`,
        first_name: 'Ada <b>',
        role: 'customer',
        created_at: now(),
      },
    }),
  ),
);
await bus.send(
  Array.from({ length: n }, (_, i) =>
    encode(orderCreated, {
      id: id(),
      payload: {
        order_id: id(),
        user_id: base + i,
        amount: 199.98,
        currency: 'USD',
        items: [{ product_id: 1, name: 'Laptop & more', quantity: 2, price: 99.99 }],
        items_count: 2,
        shipping_address: '123 Main St\nTown',
        payment_method: 'card',
        sequence: 1,
        occurred_at: now(),
      },
    }),
  ),
);
await bus.stop?.();
process.exit(0);

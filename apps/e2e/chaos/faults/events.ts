import type { ServiceName } from '../../src/shop.fixture.ts';
import type { Bar, Fault, World } from '../fault.ts';
import { least } from './bars.ts';
import { chooseOne } from './choose.ts';
import { untilMoreAcked } from './measure-requests.ts';
import { makePoison } from './poison.ts';
import { readRecords } from './read-records.ts';
import { replayTopics } from './replay-topics.ts';
import { plantAgain, shuffleTopic } from './shuffle-topic.ts';

const consumers = ['orders', 'payments', 'products', 'notifications'] as const satisfies ServiceName[];
/** One topic each, on which the order of events would matter if anybody relied on it. */
const topicOf = {
  orders: 'payment.succeeded',
  payments: 'order.updated',
  products: 'order.updated',
  notifications: 'order.updated',
} as const;

export const eventFaults = (): Fault[] => [
  {
    name: 'replay-topics',
    group: 'events',
    says: 'every consumer group reads every one of its topics again from the beginning',
    worst: true,
    run: replayTopics,
  },
  {
    name: 'same-event-1000-times',
    group: 'events',
    says: 'one order.created and one payment.succeeded, a thousand times each',
    run: repeat,
  },
  ...consumers.map((service): Fault => ({
    name: `out-of-order-for-${service}`,
    group: 'events',
    says: `${service} gets the events of ${topicOf[service]} in an order of chance`,
    run: (world) => shuffleTopic(world, service, topicOf[service]),
  })),
  {
    name: 'poison',
    group: 'events',
    says: 'not JSON, wrong schema, 900 KiB, null, unknown version, wrong amount, unknown order',
    run: plantPoison,
  },
  ...consumers.map((service): Fault => ({
    name: `handler-failing-half-in-${service}`,
    group: 'events',
    says: `every second batch of ${service} fails in its transaction; nothing becomes a dead letter`,
    run: (world) => armed(world, service, `${service}.handler:error@0.5`, 60),
  })),
  ...consumers.map((service): Fault => ({
    name: `handler-slow-in-${service}`,
    group: 'events',
    says: `every batch of ${service} takes 400 ms longer`,
    run: (world) => armed(world, service, `${service}.handler:delay(400)@1`, 60),
  })),
  ...consumers.map((service): Fault => ({
    name: `handler-over-session-in-${service}`,
    group: 'events',
    says: `batches of ${service} take longer than its consumer's session`,
    run: (world) => armed(world, service, `${service}.handler:delay(8000)@0.1`, 200),
  })),
];

async function armed(world: World, service: ServiceName, failpoints: string, orders: number): Promise<Bar[]> {
  await world.arm(service, failpoints);
  try {
    return [least('orders meanwhile', await untilMoreAcked(world, orders), Math.min(orders, 20))];
  } finally {
    await world.disarm(service);
  }
}

async function repeat(world: World): Promise<Bar[]> {
  await untilMoreAcked(world, 20);
  for (const topic of ['order.created', 'payment.succeeded']) {
    const event = chooseOne(world, await readRecords(world, topic));
    for (let hundreds = 0; hundreds < 10; hundreds++)
      await Promise.all(Array.from({ length: 100 }, () => plantAgain(world, topic, event)));
  }
  await untilMoreAcked(world, 20);
  return [];
}

async function plantPoison(world: World): Promise<Bar[]> {
  await untilMoreAcked(world, 20);
  for (const { what, topic, record } of await makePoison(world)) {
    await world.plant({ kind: 'poison', what, topic, eventId: String(record.headers.ce_id) }, record);
    await untilMoreAcked(world, 5);
  }
  return [];
}

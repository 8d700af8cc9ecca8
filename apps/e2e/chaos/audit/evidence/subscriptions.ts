import type { ServiceName } from '../../../src/shop.fixture.ts';

/** Who reads what (behaviour.md §8); agrees with docs/topology.md by test. */
export const subscriptions = {
  'payments-group': ['order.created', 'order.updated'],
  'orders-group': [
    'notification.email',
    'payment.attempted',
    'payment.failed',
    'payment.refunded',
    'payment.succeeded',
    'stock.shortfall',
  ],
  'products-group': ['order.updated'],
  'notifications-group': [
    'notification.email',
    'order.created',
    'order.updated',
    'payment.failed',
    'payment.refunded',
    'payment.succeeded',
    'user.created',
  ],
} as const satisfies Partial<Record<`${ServiceName}-group`, readonly string[]>>;

export type Group = keyof typeof subscriptions;
export const groups = Object.keys(subscriptions) as Group[];

export const topicsOf = (group: Group): readonly string[] => subscriptions[group];

/** By topic; asked once for every event of a run. */
const readers = new Map(
  groups.flatMap(topicsOf).map((topic) => [topic, groups.filter((group) => topicsOf(group).includes(topic))]),
);
export const groupsOf = (topic: string): readonly Group[] => readers.get(topic) ?? [];

export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`;

/** Every event's topic, also those that nobody reads. */
export const eventTopics = [
  'user.created',
  'product.created',
  'product.updated',
  'order.created',
  'order.updated',
  'payment.attempted',
  'payment.succeeded',
  'payment.failed',
  'payment.refunded',
  'notification.email',
  'stock.shortfall',
];

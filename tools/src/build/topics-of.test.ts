import { expect, test } from 'bun:test';
import { topicsOf } from './topics-of.ts';

test('a service makes what it sends, what it reads, and where it puts what it cannot take', () => {
  const topology = {
    services: ['orders', 'products'],
    publishes: [
      { service: 'orders', event: 'order.updated' },
      { service: 'products', event: 'product.created' },
    ],
    consumes: [{ service: 'products', group: 'products-group', event: 'order.updated' }],
    calls: [],
  };
  expect(topicsOf(topology, 'orders')).toEqual({ service: 'orders', topics: ['order.updated'] });
  expect(topicsOf(topology, 'products')).toEqual({
    service: 'products',
    topics: ['order.updated', 'order.updated.products-group.dlq', 'product.created'],
  });
});

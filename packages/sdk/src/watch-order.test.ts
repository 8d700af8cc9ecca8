import { afterAll, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { collect, event, orders, stopServers } from './order-streams.fixture.ts';
import { type OrderChange } from './shop.ts';

afterAll(stopServers);

test('a watch gives the snapshot and each change, and ends with a state that nothing follows', async () => {
  const { shop } = orders([
    (_, send) =>
      send(`: hello\n\n${event(1, 'pending')}${event(2, 'paid')}${event(3, 'shipped')}${event(4, 'delivered')}`),
  ]);
  const changes: OrderChange[] = [];
  for await (const change of shop.orders.watch('o1')) changes.push(change);
  expect(changes.map(({ type, sequence, order }) => [type, sequence, order.status])).toEqual([
    ['snapshot', 1, 'pending'],
    ['order.updated', 2, 'paid'],
    ['order.updated', 3, 'shipped'],
    ['order.updated', 4, 'delivered'],
  ]);
});

test('lastEventId takes up where an earlier watch was', async () => {
  const { shop, seen } = orders([
    (_, _send, close) => close(),
    (_, send, close) => (send(event(3, 'shipped')), close()),
    (_, send) => send(event(4, 'delivered')),
  ]);
  expect(await collect(shop.orders.watch('o1', { lastEventId: 3 }))).toEqual([[4, 'delivered']]);
  expect(seen).toEqual(['2', '2', '3']);
});

test('a watch taken up after a state that nothing follows ends at once; after a cancellation it waits for the refund', async () => {
  const statuses = ['pending', 'paid', 'shipped', 'delivered'];
  const { shop, state } = orders([
    ({ headers }, send) => {
      for (let id = Number(headers.get('last-event-id')) + 1; id <= 4; id += 1) send(event(id, statuses[id - 1]!));
    },
  ]);
  const signal = AbortSignal.timeout(2_000);
  expect(await collect(shop.orders.watch('o1', { lastEventId: 4, signal }))).toEqual([]);
  expect(await collect(shop.orders.watch('o1', { lastEventId: 0, signal }), 1)).toEqual([[1, 'pending']]);
  expect(signal.aborted).toBe(false);
  await until(() => state.open === 0, { what: 'the connection to close' });

  const cancelled = orders([
    (_, send, close) => (send(event(2, 'cancelled')), close()),
    (_, send) => send(event(3, 'refunded')),
  ]);
  expect(await collect(cancelled.shop.orders.watch('o1', { lastEventId: 2 }))).toEqual([[3, 'refunded']]);
});

test('a watch taken up at a state that the order has not reached begins anew', async () => {
  const { shop, seen } = orders([
    (_, send, close) => (send(event(2, 'paid').replace('order.updated', 'snapshot')), close()),
    (_, send) => send(event(3, 'shipped') + event(4, 'delivered')),
  ]);
  expect(await collect(shop.orders.watch('o1', { lastEventId: 9 }))).toEqual([
    [2, 'paid'],
    [3, 'shipped'],
    [4, 'delivered'],
  ]);
  expect(seen).toEqual(['8', '2']);
});

test('leaving the loop and aborting the signal both close the connection and end quietly', async () => {
  const { shop, state } = orders([(_, send) => send(event(1, 'pending'))]);
  await collect(shop.orders.watch('o1'), 1);
  await until(() => state.open === 0, { what: 'the connection to close' });

  const controller = new AbortController();
  const watching = collect(shop.orders.watch('o1', { signal: controller.signal }));
  await until(() => state.open === 1, { what: 'the connection' });
  controller.abort();
  await watching;
  await until(() => state.open === 0, { what: 'the connection to close' });
});

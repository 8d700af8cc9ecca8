import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import type { Catalog } from './catalog.ts';
import { orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import type { WriteOrder } from './write-order.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());
beforeEach(async () => {
  await runSql(shop.direct, 'truncate order_timeline, orders, order_lines, order_history, outbox, idempotency_keys');
  shop.catalog.reserved.clear();
  shop.catalog.released.clear();
});

const buyer = 7;
const wish = {
  items: [
    { product_id: 1, quantity: 2 },
    { product_id: 2, quantity: 1 },
  ],
};
const nothing = { orders: 0, lines: 0, history: 0, events: 0, keys: 0 };

test('orders of many buyers at once, some over the cap and some with a key, are each all there or not at all', async () => {
  const asked = Array.from({ length: 120 }, (_, n) => ({ user: 1 + (n % 5), key: n % 2 ? `key-${n}` : undefined }));
  const answers = await Promise.allSettled(asked.map(({ user, key }) => placeOrder(shop.deps, user, wish, key)));
  const isIn = answers.map(({ status }) => status === 'fulfilled');
  expect(isIn.filter(Boolean)).toHaveLength(100);
  for (const answer of answers)
    if (answer.status === 'rejected')
      expect(answer.reason).toMatchObject({ status: 429, code: 'order.too_many_pending' });
  const keys = asked.filter(({ key }, n) => key && isIn[n]).length;
  expect(await shop.rows()).toEqual({ orders: 100, lines: 200, history: 100, events: 100, keys });
  expect(shop.catalog.reserved.size).toBe(100);
});

test('orders that come together go by few statements, each with its own answer', async () => {
  const placed = (await Promise.all(
    Array.from({ length: 60 }, (_, n) => placeOrder(shop.deps, n + 1, wish)),
  )) as Order[];
  expect(placed.map(({ user_id }) => user_id)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  // What one statement inserts has one time.
  const [statements] = await runSql<{ n: number }>(
    shop.direct,
    'select count(distinct created_at)::int as n from orders',
  );
  expect(statements!.n).toBeLessThan(20);
});

test('an order whose key was taken over meanwhile leaves nothing, and what is under its id is left to the other', async () => {
  const reserve: Catalog['reserve'] = async (id, wishes) => {
    await runSql(shop.direct, 'update idempotency_keys set token = gen_random_uuid()');
    return shop.catalog.reserve(id, wishes);
  };
  const slow = { ...shop.deps, catalog: { ...shop.catalog, reserve } };
  expect(await failure(placeOrder(slow, buyer, wish, 'key-1'))).toMatchObject({
    status: 409,
    code: 'idempotency.in_progress',
  });
  expect(await shop.rows()).toEqual({ ...nothing, keys: 1 });
  expect([shop.catalog.reserved.size, shop.catalog.released.size]).toEqual([1, 0]);
});

test('an order whose turn among those of its buyer comes too late is not there afterwards', async () => {
  const write: WriteOrder = (priced) => shop.deps.write({ ...priced, left: () => 0 });
  expect(await failure(placeOrder({ ...shop.deps, write }, buyer, wish, 'key-1'))).toMatchObject({
    status: 503,
    code: 'service.timeout',
  });
  expect(await shop.rows()).toEqual(nothing);
  expect([shop.catalog.reserved.size, shop.catalog.released.size]).toEqual([0, 1]);
});

test('a text that looks like a time of the order stays as it is', async () => {
  const never = '1970-01-01T00:00:00.000Z';
  const shipping_address = `${never},"created_at":"${never}","occurred_at":"${never}"`;
  const order = (await placeOrder(shop.deps, buyer, { ...wish, shipping_address }, 'key-1')) as Order;
  expect(order.shipping_address).toBe(shipping_address);
  expect(order.created_at).toStartWith('20');
  const again = await placeOrder(shop.deps, buyer, { ...wish, shipping_address }, 'key-1');
  expect(again).toMatchObject({ kind: 'replay', body: JSON.stringify(order) });
  const [event] = await shop.events();
  expect(JSON.parse(event!.payload)).toMatchObject({ shipping_address, occurred_at: order.created_at });
});

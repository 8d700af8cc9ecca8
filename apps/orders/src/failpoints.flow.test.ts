import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { failure } from '@ecomm/testing/failure';
import type { Order } from '@ecomm/contracts/http/orders';
import { orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterEach(() => armFailpoints(undefined));
afterAll(() => shop.close());

const wish = { items: [{ product_id: 1, quantity: 1 }] };

test('what fails between the reservation and the order gives back stock and key', async () => {
  armFailpoints('orders.reserved:error');
  await failure(placeOrder(shop.deps, 7, wish, 'reserved'));
  expect(await shop.rows()).toEqual({ orders: 0, lines: 0, history: 0, events: 0, keys: 0 });
  expect([shop.catalog.reserved.size, shop.catalog.released.size]).toEqual([0, 1]);
});

test('what fails after the order is committed takes nothing back: a repeat with the key finds the order', async () => {
  armFailpoints('orders.after-commit:error');
  await failure(placeOrder(shop.deps, 7, wish, 'committed'));
  const [id] = shop.catalog.reserved.keys();
  armFailpoints(undefined);
  const again = await placeOrder(shop.deps, 7, wish, 'committed');
  expect('kind' in again && (JSON.parse(again.body) as Order).id).toBe(id!);
  expect(await shop.rows()).toMatchObject({ orders: 1, events: 1 });
});

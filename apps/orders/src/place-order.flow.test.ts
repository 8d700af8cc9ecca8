import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import { orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());
beforeEach(async () => {
  await runSql(shop.direct, 'truncate order_timeline, orders, order_lines, order_history, outbox, idempotency_keys');
  shop.catalog.reserved.clear();
  shop.catalog.released.clear();
  shop.catalog.state.shortOf = undefined;
  shop.catalog.state.fail = undefined;
});

const buyer = 7;
const wish = {
  items: [
    { product_id: 2, quantity: 1 },
    { product_id: 1, quantity: 2, price: 0.01 },
  ],
  shipping_address: '123 Main St',
};
const nothing = { orders: 0, lines: 0, history: 0, events: 0, keys: 0 };
const refused = async (work: Promise<unknown>): Promise<Problem> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
};

test("an order has the catalogue's prices, whatever the client says, and is announced once", async () => {
  const order = await placeOrder(shop.deps, buyer, wish);
  expect(order).toMatchObject({
    user_id: buyer,
    status: 'pending',
    total_amount: 212.48,
    items_count: 3,
    items: [
      { product_id: 1, quantity: 2, price: 99.99, subtotal: 199.98 },
      { product_id: 2, quantity: 1, price: 12.5, subtotal: 12.5 },
    ],
    transaction_id: null,
  });
  const [event, ...others] = await shop.events();
  expect(others).toEqual([]);
  expect(event).toMatchObject({ type: 'order.created', key: 'id' in order ? order.id : '' });
  expect(JSON.parse(event!.payload)).toMatchObject({
    amount: 212.48,
    currency: 'USD',
    items_count: 3,
    sequence: 1,
    payment_method: 'card',
  });
});

test('the same key and body give the same bytes again, and one order', async () => {
  const first = await placeOrder(shop.deps, buyer, wish, 'key-1');
  const again = await placeOrder(shop.deps, buyer, { ...wish }, 'key-1');
  expect(again).toEqual({ kind: 'replay', status: 201, body: JSON.stringify(first) });
  expect(await shop.rows()).toMatchObject({ orders: 1, events: 1, keys: 1 });
});

test('the same key from another buyer is another order', async () => {
  await placeOrder(shop.deps, buyer, wish, 'key-1');
  await placeOrder(shop.deps, buyer + 1, wish, 'key-1');
  expect(await shop.rows()).toMatchObject({ orders: 2, events: 2, keys: 2 });
});

test('the same key with another body is refused and changes nothing', async () => {
  await placeOrder(shop.deps, buyer, wish, 'key-1');
  const problem = await refused(placeOrder(shop.deps, buyer, { items: [{ product_id: 1, quantity: 1 }] }, 'key-1'));
  expect(problem).toMatchObject({ status: 422, code: 'idempotency.key_reused' });
  expect(await shop.rows()).toMatchObject({ orders: 1, events: 1 });
});

test('20 requests with one key at once make one order', async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => placeOrder(shop.deps, buyer, wish, 'key-1')),
  );
  for (const answer of answers)
    if (answer.status === 'rejected')
      expect(answer.reason).toMatchObject({ status: 409, code: 'idempotency.in_progress' });
  expect(await shop.rows()).toMatchObject({ orders: 1, lines: 2, history: 1, events: 1, keys: 1 });
  expect(shop.catalog.reserved.size).toBe(1);
});

test('short stock refuses the order, names the product and leaves nothing behind; the key may succeed later', async () => {
  shop.catalog.state.shortOf = 2;
  const problem = await refused(placeOrder(shop.deps, buyer, wish, 'key-1'));
  expect(problem).toMatchObject({ status: 409, code: 'stock.insufficient', extra: { product_id: 2, available: 0 } });
  expect(await shop.rows()).toEqual(nothing);
  shop.catalog.state.shortOf = undefined;
  await placeOrder(shop.deps, buyer, wish, 'key-1');
  expect(await shop.rows()).toMatchObject({ orders: 1 });
});

test('a changed total refuses the order and gives its stock back', async () => {
  const problem = await refused(placeOrder(shop.deps, buyer, { ...wish, expected_total: 212.47 }));
  expect(problem).toMatchObject({ status: 409, code: 'order.total_changed' });
  expect(await shop.rows()).toEqual(nothing);
  expect(shop.catalog.reserved.size).toBe(0);
  await placeOrder(shop.deps, buyer, { ...wish, expected_total: 212.48 });
});

test('a disabled buyer is refused and the stock given back', async () => {
  const buyers = { check: async () => Promise.reject(new Problem(403, 'auth.account_disabled', 'disabled')) };
  const problem = await refused(placeOrder({ ...shop.deps, buyers }, buyer, wish, 'key-1'));
  expect(problem.status).toBe(403);
  expect(await shop.rows()).toEqual(nothing);
  expect(shop.catalog.reserved.size).toBe(0);
});

test('products down refuses the order with 503 and leaves no key behind', async () => {
  shop.catalog.state.fail = new Problem(503, 'products.unavailable', 'down');
  const problem = await refused(placeOrder(shop.deps, buyer, wish, 'key-1'));
  expect(problem).toMatchObject({ status: 503, code: 'products.unavailable' });
  expect(await shop.rows()).toEqual(nothing);
});

test('test payment methods are refused in production', async () => {
  const order = { ...wish, payment_method: 'test_success' as const };
  expect(await refused(placeOrder({ ...shop.deps, production: true }, buyer, order))).toMatchObject({ status: 422 });
  expect(await shop.rows()).toEqual(nothing);
});

test('a buyer has at most 20 pending orders, also when they are placed at once', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 30 }, () => placeOrder(shop.deps, buyer, wish)));
  const over = answers.filter((answer) => answer.status === 'rejected');
  expect(over).toHaveLength(10);
  for (const { reason } of over) expect(reason).toMatchObject({ status: 429, code: 'order.too_many_pending' });
  expect(await shop.rows()).toMatchObject({ orders: 20, events: 20 });
  expect(shop.catalog.reserved.size).toBe(20);
});

test('a failure inside the transaction leaves nothing: no order, line, history, event, key or reservation', async () => {
  const broken = { ...shop.deps, currency: 'not a currency' };
  await placeOrder(broken, buyer, wish, 'key-1').then(
    () => expect.unreachable(),
    () => undefined,
  );
  expect(await shop.rows()).toEqual(nothing);
  expect(shop.catalog.reserved.size).toBe(0);
});

test('an order that takes longer than its answer may wait is not there afterwards', async () => {
  const slow = { ...shop.deps, buyers: { check: () => Bun.sleep(2_600) } };
  const problem = await refused(placeOrder(slow, buyer, wish, 'key-1'));
  expect(problem).toMatchObject({ status: 503, code: 'service.timeout' });
  expect(await shop.rows()).toEqual(nothing);
  expect(shop.catalog.reserved.size).toBe(0);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { Problem } from '@ecomm/runtime/problem';
import { deliver as deliverTo, inbound, payment } from './inbound.fixture.ts';
import { orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { readOrder } from './read-orders.ts';
import { runSql } from '@ecomm/database/run-sql';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

const buyer = { id: 7, role: 'customer' } as const;
const place = async () => (await placeOrder(shop.deps, buyer.id, { items: [{ product_id: 1, quantity: 1 }] })) as Order;

const deliver = (event: Parameters<typeof deliverTo>[1]): Promise<void> => deliverTo(shop.direct, event);
const outcome = (
  order: Order,
  type: 'payment.succeeded' | 'payment.failed',
  changes: Parameters<typeof payment>[1] = {},
) => inbound(type, payment(order, changes));
const eventsOf = async (order: Order) =>
  (await shop.events())
    .filter(({ key }) => key === order.id)
    .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);

test('a succeeded payment makes the order paid and says so once', async () => {
  const order = await place();
  const event = outcome(order, 'payment.succeeded');
  await deliver(event);
  await deliver(event);
  expect(await readOrder(shop.deps, buyer, order.id)).toMatchObject({
    status: 'paid',
    transaction_id: event.payload.transaction_id,
  });
  const [, updated, ...more] = await eventsOf(order);
  expect(updated).toMatchObject({ status: 'paid', previous_status: 'pending', sequence: 2, amount: 99.99 });
  expect(more).toEqual([]);
});

test('a failed payment fails the order and carries its reason', async () => {
  const order = await place();
  await deliver(outcome(order, 'payment.failed', { reason: 'card_declined' }));
  expect(await readOrder(shop.deps, buyer, order.id)).toMatchObject({ status: 'failed' });
  expect((await eventsOf(order))[1]).toMatchObject({ status: 'failed', reason: 'card_declined' });
});

test('a settled order absorbs a second, contrary outcome', async () => {
  const order = await place();
  await deliver(outcome(order, 'payment.failed'));
  await deliver(outcome(order, 'payment.succeeded'));
  expect(await readOrder(shop.deps, buyer, order.id)).toMatchObject({ status: 'failed' });
  expect(await eventsOf(order)).toHaveLength(2);
});

test.each([
  ['another amount', { amount: 0.01 }],
  ['another buyer', { user_id: 8 }],
  ['an unknown order', { order_id: Bun.randomUUIDv7() }],
])('an outcome with %s is refused for good and changes nothing', async (_what, changes) => {
  const order = await place();
  const error = await deliver(outcome(order, 'payment.succeeded', changes)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Problem);
  expect((error as Problem).permanent).toBe(true);
  expect(await readOrder(shop.deps, buyer, order.id)).toMatchObject({ status: 'pending' });
});

test('the history of an order is a path of its state machine', async () => {
  const order = await place();
  await deliver(outcome(order, 'payment.succeeded'));
  const history = await runSql(
    shop.direct,
    'select sequence, status, previous_status from order_history where order_id = $1 order by sequence',
    [order.id],
  );
  expect(history).toEqual([
    { sequence: 1, status: 'pending', previous_status: null },
    { sequence: 2, status: 'paid', previous_status: 'pending' },
  ]);
});

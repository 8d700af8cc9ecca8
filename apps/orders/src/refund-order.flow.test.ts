import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import { cancelOrder } from './cancel-order.ts';
import { deliver, inbound, payment, refund } from './inbound.fixture.ts';
import { admin, orders } from './orders.fixture.ts';
import type { Status } from './order.ts';
import { placeOrder } from './place-order.ts';
import { getOrder } from './read-orders.ts';
import { setStatus } from './set-status.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

const place = async () => (await placeOrder(shop.deps, 7, { items: [{ product_id: 1, quantity: 1 }] })) as Order;
const pay = (order: Order) => deliver(shop.direct, inbound('payment.succeeded', payment(order)));
const cancel = (order: Order) => cancelOrder(shop.deps, admin, order.id);
const refunded = (order: Order, sum: number, changes: Parameters<typeof refund>[2] = {}) =>
  inbound('payment.refunded', refund(order, sum, changes));
const give = (order: Order, sum: number) => deliver(shop.direct, refunded(order, sum));

/** The statuses it has had since it was pending, and the sum that is kept. */
const story = async ({ id }: Order) => {
  const said = (await shop.events()).filter(({ key, type }) => key === id && type === 'order.updated');
  const [row] = await runSql<{ cents: number }>(
    shop.direct,
    'select refunded_cents::int as cents from orders where id = $1',
    [id],
  );
  return [...said.map(({ payload }) => (JSON.parse(payload) as { status: Status }).status), row!.cents];
};

test('a cancelled order is refunded when all of its money is back, and that is told once', async () => {
  const order = await place();
  await pay(order);
  await cancel(order);
  const event = refunded(order, 99.99);
  await deliver(shop.direct, event);
  await deliver(shop.direct, event);
  await give(order, 99.99);
  expect(await story(order)).toEqual(['paid', 'cancelled', 'refunded', 9_999]);
  const last = (await shop.events()).findLast(({ key }) => key === order.id);
  expect(JSON.parse(last!.payload)).toMatchObject({ previous_status: 'cancelled', sequence: 4, amount: 99.99 });
  const [kept] = await runSql(shop.direct, 'select cause_id from order_history where order_id = $1 and sequence = 4', [
    order.id,
  ]);
  expect(kept).toEqual({ cause_id: event.id });
});

test('part of the money back leaves a cancelled order cancelled, until the rest is', async () => {
  const order = await place();
  await pay(order);
  await give(order, 20);
  await cancel(order);
  await give(order, 99.98);
  expect(await story(order)).toEqual(['paid', 'cancelled', 9_998]);
  await give(order, 99.99);
  expect(await story(order)).toEqual(['paid', 'cancelled', 'refunded', 9_999]);
});

test('refunds that come in another order keep the highest sum', async () => {
  const order = await place();
  await pay(order);
  for (const sum of [30, 50, 10]) await give(order, sum);
  expect(await story(order)).toEqual(['paid', 5_000]);
});

test('a charge captured after the cancel is refunded: the order ends refunded with its transaction', async () => {
  const order = await place();
  await cancel(order);
  await pay(order);
  const transaction_id = Bun.randomUUIDv7();
  await deliver(shop.direct, refunded(order, 99.99, { transaction_id }));
  expect(await story(order)).toEqual(['cancelled', 'refunded', 9_999]);
  expect(await getOrder(shop.deps, order.id)).toMatchObject({ transaction_id, sequence: 3 });
});

test.each(['paid', 'shipped', 'delivered'] as const)(
  'an order that is %s stays so when an admin has all of it refunded',
  async (status) => {
    const order = await place();
    await pay(order);
    for (const on of ['shipped', 'delivered'] as const)
      if (status === 'delivered' || status === on) await setStatus(shop.deps, admin, order.id, { status: on });
    await give(order, 99.99);
    expect(await getOrder(shop.deps, order.id)).toMatchObject({ status });
    expect((await story(order)).at(-1)).toBe(9_999);
  },
);

test('an order that was wholly refunded and is cancelled then is refunded at once: nobody would tell it again', async () => {
  const order = await place();
  await pay(order);
  await give(order, 99.99);
  expect((await cancel(order)).status).toBe('refunded');
  expect(await story(order)).toEqual(['paid', 'cancelled', 'refunded', 9_999]);
  expect(await getOrder(shop.deps, order.id)).toMatchObject({ status: 'refunded', sequence: 4 });
});

test('a refund that is faster than its payment is kept for the cancel', async () => {
  const order = await place();
  await give(order, 99.99);
  expect(await story(order)).toEqual([9_999]);
  await cancel(order);
  await pay(order);
  expect(await story(order)).toEqual(['cancelled', 'refunded', 9_999]);
});

test('an order that cost nothing is refunded with its cancel if it was paid, and only cancelled if it was not', async () => {
  const [paid, unpaid] = [await place(), await place()];
  for (const order of [paid, unpaid]) {
    order.total_amount = 0;
    await runSql(shop.direct, 'update orders set total_cents = 0 where id = $1', [order.id]);
  }
  await pay(paid);
  await cancel(paid);
  await cancel(unpaid);
  expect(await story(paid)).toEqual(['paid', 'cancelled', 'refunded', 0]);
  expect(await story(unpaid)).toEqual(['cancelled', 0]);
});

test.each([
  ['more than was paid', 100, {}, 'payment.mismatch'],
  ['more than all refunds together', 50, { amount: 50.01 }, 'payment.mismatch'],
  ['to another buyer', 99.99, { user_id: 8 }, 'payment.mismatch'],
  ['of an unknown order', 99.99, { order_id: Bun.randomUUIDv7() }, 'order.not_found'],
])('a refund %s is refused for good and changes nothing', async (_what, sum, changes, code) => {
  const order = await place();
  await pay(order);
  await cancel(order);
  const before = await shop.rows();
  const forged = failure(deliver(shop.direct, refunded(order, sum, changes)));
  expect(await forged).toMatchObject({ code, permanent: true });
  expect(await shop.rows()).toEqual(before);
  expect(await story(order)).toEqual(['paid', 'cancelled', 0]);
});

test('who watches sees the order cancelled, then refunded', async () => {
  const order = await place();
  const seen: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const leave = shop.feed.follow(order.id, 1, ({ id, data }) => {
    seen.push(`${id} ${data.status} ${data.transaction_id === null ? 'without' : 'with'} transaction`);
    if (data.status === 'refunded') resolve();
  });
  await cancel(order);
  await give(order, 99.99);
  await promise;
  leave();
  expect(seen).toEqual(['2 cancelled without transaction', '3 refunded with transaction']);
});

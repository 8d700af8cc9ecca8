import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import { deliver, inbound, mail, payment } from './inbound.fixture.ts';
import { orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

const place = async () => (await placeOrder(shop.deps, 7, { items: [{ product_id: 1, quantity: 1 }] })) as Order;
const kept = async ({ id }: Order) =>
  (
    await runSql<{ n: number }>(shop.direct, 'select count(*)::int as n from order_timeline where order_id = $1', [id])
  )[0]!.n;

test('an event that comes twice is told once', async () => {
  const order = await place();
  const event = inbound('payment.attempted', payment(order));
  await deliver(shop.direct, event);
  await deliver(shop.direct, event);
  await runSql(shop.direct, 'delete from inbox');
  await deliver(shop.direct, event);
  expect(await kept(order)).toBe(1);
});

test('what is said of an order is kept with its effect or not at all', async () => {
  const order = await place();
  const forged = inbound('payment.succeeded', payment(order, { amount: 1 }));
  expect(await failure(deliver(shop.direct, inbound('payment.attempted', payment(order)), forged))).toMatchObject({
    permanent: true,
  });
  expect(await kept(order)).toBe(0);
});

test.each([
  ['another amount', { amount: 1 }, 'payment.mismatch'],
  ['another buyer', { user_id: 8 }, 'payment.mismatch'],
  ['an unknown order', { order_id: Bun.randomUUIDv7() }, 'order.not_found'],
])('a charge begun with %s is refused for good', async (_what, changes, code) => {
  const event = inbound('payment.attempted', payment(await place(), changes));
  expect(await failure(deliver(shop.direct, event))).toMatchObject({ code, permanent: true });
});

test('a mail about no order, an unknown one or another buyer’s is ignored', async () => {
  const order = await place();
  const { order_id: _, ...welcome } = mail(order, { template: 'welcome' });
  const mails = [welcome, mail(order, { order_id: Bun.randomUUIDv7() }), mail(order, { user_id: 8 })];
  await deliver(shop.direct, ...mails.map((one) => inbound('notification.email', one)));
  expect(await kept(order)).toBe(0);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { OrderUpdated } from '@ecomm/contracts/events';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import { heard } from '@ecomm/events/subscription';
import { inboxOf } from '@ecomm/outbox/once';
import { until } from '@ecomm/testing/until';
import { expireDue } from './expire-reservations.ts';
import { orderUpdatedEvent } from './order-updated.fixture.ts';
import { log, products, type Shop } from './products.fixture.ts';
import { releaseStock } from './release-stock.ts';
import type { Wish } from './reservation.ts';
import { reserveStock } from './reserve-stock.ts';
import { returnStock } from './return-stock.ts';
import { settleReservations } from './settle-reservation.ts';

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const settle = settleReservations({ log, returnSoon: () => {} });
const deliver = (...events: Event<OrderUpdated>[]) =>
  inboxOf(shop.db).run('products-group', events, (tx, news) => settle(tx, (news as Event<OrderUpdated>[]).map(heard)));

const reserve = async (...wishes: Wish[]): Promise<string> => {
  const order = Bun.randomUUIDv7();
  await reserveStock({ db: shop.db, ttlSeconds: 900 }, order, wishes);
  return order;
};
/** The order's reservation runs out; `unknown` to orders, it is released. */
const expire = async (order: string, known: 'pending' | 'unknown' = 'pending') => {
  await shop.rows('update reservations set expires_at = now(), look_at = now() where order_id = $1', [order]);
  const find = async () => (known === 'pending' ? ({ status: 'pending', sequence: 1 } as const) : undefined);
  await expireDue({ db: shop.db, log, orders: { find } });
};
const shortfalls = async () => (await shop.events()).filter(({ type }) => type === 'stock.shortfall');

/** A reservation of two products that expired, and of the second only one unit is left. */
async function shortOrder() {
  const { id: other } = await shop.make({ stock_quantity: 5 });
  const { id: product } = await shop.make({ stock_quantity: 5 });
  const order = await reserve({ product_id: other, quantity: 2 }, { product_id: product, quantity: 4 });
  await expire(order);
  const buyer = await reserve({ product_id: product, quantity: 4 });
  return { other, product, order, buyer };
}

test('a payment after expiry takes all the stock again, and nothing is said', async () => {
  const { id: product_id } = await shop.make();
  const order = await reserve({ product_id, quantity: 4 });
  await expire(order);
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  expect(await shop.reservation(order)).toEqual({ state: 'confirmed', holds_stock: true, sequence: 2 });
  expect([await shop.stock(product_id), await shortfalls()]).toEqual([6, []]);
});

test('a payment after expiry, with the stock not yet back on the shelf, keeps it', async () => {
  const { id: product_id } = await shop.make();
  const order = await reserve({ product_id, quantity: 4 });
  await shop.rows(`update reservations set state = 'expired'`);
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  expect([await returnStock(shop.db), await shop.stock(product_id), await shortfalls()]).toEqual([0, 6, []]);
});

test('a payment after expiry, with not enough left, takes nothing and says stock.shortfall with the first short product', async () => {
  const { other, product, order } = await shortOrder();
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  expect(await shop.reservation(order)).toEqual({ state: 'expired', holds_stock: false, sequence: 2 });
  expect([await shop.stock(other), await shop.stock(product)]).toEqual([5, 1]);
  expect(await shortfalls()).toMatchObject([
    { key: order, payload: { order_id: order, product_id: product, missing: 3, occurred_at: expect.any(String) } },
  ]);
});

test('stock.shortfall is said once an order, however often and by whatever status it is told to be sold', async () => {
  const { order } = await shortOrder();
  const paid = orderUpdatedEvent(order, 'paid', 2);
  await deliver(paid, paid, orderUpdatedEvent(order, 'paid', 2));
  await deliver(orderUpdatedEvent(order, 'shipped', 3));
  await deliver(orderUpdatedEvent(order, 'delivered', 4));
  expect(await shortfalls()).toHaveLength(1);
});

test('an order that was short and is shipped all the same takes its stock when there is enough again', async () => {
  const { other, product, order, buyer } = await shortOrder();
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  await releaseStock(shop, buyer);
  await deliver(orderUpdatedEvent(order, 'shipped', 3));
  expect(await shop.reservation(order)).toEqual({ state: 'confirmed', holds_stock: true, sequence: 3 });
  expect([await shop.stock(other), await shop.stock(product)]).toEqual([3, 1]);
});

test('an order that was short and is then cancelled gives nothing back that it does not hold', async () => {
  const { other, product, order } = await shortOrder();
  await deliver(orderUpdatedEvent(order, 'paid', 2), orderUpdatedEvent(order, 'cancelled', 3));
  await deliver(orderUpdatedEvent(order, 'refunded', 4));
  expect(await returnStock(shop.db)).toBe(0);
  expect(await shop.reservation(order)).toEqual({ state: 'released', holds_stock: false, sequence: 4 });
  expect([await shop.stock(other), await shop.stock(product)]).toEqual([5, 1]);
});

test('released is final: an order that came to orders too late and is paid lacks all its stock, though there is enough', async () => {
  const { id: product_id } = await shop.make();
  const order = await reserve({ product_id, quantity: 4 });
  await expire(order, 'unknown');
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  expect(await shop.reservation(order)).toEqual({ state: 'released', holds_stock: false, sequence: 2 });
  expect(await shortfalls()).toMatchObject([{ payload: { product_id, missing: 4 } }]);
  expect(await shop.stock(product_id)).toBe(10);
});

test('an order that is paid though it was given up before it reserved has no line to name: nothing is said', async () => {
  const order = Bun.randomUUIDv7();
  await releaseStock(shop, order);
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  expect([await shop.reservation(order), await shortfalls()]).toEqual([
    { state: 'released', holds_stock: false, sequence: 2 },
    [],
  ]);
});

test('rolled back, a shortfall is neither said nor noted, and is said when the event comes again', async () => {
  const { order } = await shortOrder();
  const paid = orderUpdatedEvent(order, 'paid', 2);
  const undone = shop.db.transaction(async (tx) => {
    await settle(tx, [heard(paid)]);
    throw new Error('undo');
  });
  expect([await undone.catch(String), await shortfalls()]).toEqual(['Error: undo', []]);
  await deliver(paid);
  expect(await shortfalls()).toHaveLength(1);
});

test('what comes back while it waits for the stock is counted: nothing is short then', async () => {
  const { product, order } = await shortOrder();
  const { promise: returned, resolve: commit } = Promise.withResolvers<void>();
  const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
  const returning = shop.db.transaction(async (tx) => {
    await runSql(tx, 'update products set stock_quantity = stock_quantity + 4 where id = $1', [product]);
    isLocked();
    await returned;
  });
  await locked;
  const delivered = deliver(orderUpdatedEvent(order, 'paid', 2));
  await until(async () => (await shop.waiting()) === 1, { what: 'the payment to wait' });
  commit();
  await Promise.all([returning, delivered]);
  expect([(await shop.reservation(order))?.state, await shortfalls()]).toEqual(['confirmed', []]);
});

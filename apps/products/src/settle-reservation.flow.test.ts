import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { OrderUpdated } from '@ecomm/contracts/events';
import type { Event } from '@ecomm/events/envelope';
import { heard } from '@ecomm/events/subscription';
import { inboxOf } from '@ecomm/outbox/once';
import { expireDue } from './expire-reservations.ts';
import { orderUpdatedEvent } from './order-updated.fixture.ts';
import { log, products, refusal, type Shop } from './products.fixture.ts';
import { releaseStock } from './release-stock.ts';
import type { OrderStatus } from './reservation.ts';
import { reserveStock } from './reserve-stock.ts';
import { returnStock } from './return-stock.ts';
import { settleReservations } from './settle-reservation.ts';

let shop: Shop;
let wakes = 0;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  wakes = 0;
});

const settle = settleReservations({ log, returnSoon: () => (wakes += 1) });
const deliver = (...events: Event<OrderUpdated>[]) =>
  inboxOf(shop.db).run('products-group', events, (tx, news) => settle(tx, (news as Event<OrderUpdated>[]).map(heard)));

async function held(quantity = 4, stock_quantity = 10, ttlSeconds = 900) {
  const { id: product } = await shop.make({ stock_quantity });
  const order = Bun.randomUUIDv7();
  await reserveStock({ db: shop.db, ttlSeconds }, order, [{ product_id: product, quantity }]);
  return { product, order };
}
const lapse = (order: string) =>
  shop.rows('update reservations set expires_at = now(), look_at = now() where order_id = $1', [order]);
const expire = (status: OrderStatus | undefined | Error, sequence = 1) =>
  expireDue({
    db: shop.db,
    log,
    orders: {
      find: async () => {
        if (status instanceof Error) throw status;
        return status && { status, sequence };
      },
    },
  });

test.each(['paid', 'shipped', 'delivered'] as const)('%s confirms a reservation: its stock is sold', async (status) => {
  const { product, order } = await held();
  await deliver(orderUpdatedEvent(order, status, 2));
  expect(await shop.reservation(order)).toEqual({ state: 'confirmed', holds_stock: true, sequence: 2 });
  expect([await returnStock(shop.db), await shop.stock(product)]).toEqual([0, 6]);
});

test.each(['failed', 'cancelled', 'refunded'] as const)('%s gives the stock back, once', async (status) => {
  const { product, order } = await held();
  const failed = orderUpdatedEvent(order, status, 2);
  await deliver(failed);
  await deliver(failed);
  expect([await returnStock(shop.db), await returnStock(shop.db), wakes]).toEqual([1, 0, 1]);
  expect(await shop.stock(product)).toBe(10);
  expect(await shop.reservation(order)).toEqual({ state: 'released', holds_stock: false, sequence: 2 });
});

test('a paid order that is cancelled gives its stock back', async () => {
  const { product, order } = await held();
  await deliver(
    orderUpdatedEvent(order, 'paid', 2),
    orderUpdatedEvent(order, 'cancelled', 3),
    orderUpdatedEvent(order, 'refunded', 4),
  );
  await returnStock(shop.db);
  expect(await shop.stock(product)).toBe(10);
});

test('what is older than the last seen says nothing', async () => {
  const { product, order } = await held();
  const { product: other, order: shipped } = await held();
  await deliver(orderUpdatedEvent(order, 'cancelled', 3), orderUpdatedEvent(shipped, 'shipped', 3));
  await deliver(orderUpdatedEvent(order, 'paid', 2), orderUpdatedEvent(shipped, 'failed', 2));
  await returnStock(shop.db);
  expect(await shop.reservation(order)).toEqual({ state: 'released', holds_stock: false, sequence: 3 });
  expect(await shop.reservation(shipped)).toEqual({ state: 'confirmed', holds_stock: true, sequence: 3 });
  expect([await shop.stock(product), await shop.stock(other)]).toEqual([10, 6]);
});

test('an event before its reservation: a failed order gets no stock any more, a paid one is confirmed at its expiry', async () => {
  const { id: product } = await shop.make();
  const [failed, paid] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  await deliver(orderUpdatedEvent(failed, 'failed', 2), orderUpdatedEvent(paid, 'paid', 2));
  const reserve = (order: string) =>
    reserveStock({ db: shop.db, ttlSeconds: 900 }, order, [{ product_id: product, quantity: 1 }]);
  expect(await refusal(reserve(failed))).toMatchObject({ code: 'stock.reservation_released' });
  await reserve(paid);
  await lapse(paid);
  expect(await expire('paid')).toBe(1);
  expect(await shop.reservation(paid)).toMatchObject({ state: 'confirmed', holds_stock: true });
});

test.each([
  [undefined, 'released', 10],
  ['failed', 'released', 10],
  ['cancelled', 'released', 10],
  ['refunded', 'released', 10],
  ['pending', 'expired', 10],
  ['paid', 'confirmed', 6],
  ['shipped', 'confirmed', 6],
  ['delivered', 'confirmed', 6],
] as const)('past its time, an order that orders calls %p is %s', async (status, state, stock) => {
  const { product, order } = await held();
  expect(await expire(status)).toBe(0);
  await lapse(order);
  expect(await expire(status)).toBe(1);
  expect(await shop.reservation(order)).toMatchObject({ state });
  expect(await shop.stock(product)).toBe(stock);
});

test('without an answer from orders a reservation is kept, and looked at again later', async () => {
  const { product, order } = await held();
  await lapse(order);
  expect(await expire(new Error('orders is away'))).toBe(0);
  expect(await shop.reservation(order)).toMatchObject({ state: 'held' });
  expect(await expire(undefined)).toBe(0);
  await lapse(order);
  expect(await expire(undefined)).toBe(1);
  expect(await shop.stock(product)).toBe(10);
});

test('two copies that look at once settle each reservation once', async () => {
  const all = await Promise.all(Array.from({ length: 45 }, () => held(1)));
  await shop.rows(`update reservations set expires_at = now(), look_at = now()`);
  const settled = await Promise.all([expire('pending'), expire('pending')]);
  expect(settled[0] + settled[1]).toBe(45);
  await returnStock(shop.db);
  for (const { product } of all) expect(await shop.stock(product)).toBe(10);
});

test('an expired order that then fails ends released, without giving anything back twice', async () => {
  const { product, order } = await held();
  await lapse(order);
  await expire('pending');
  await deliver(orderUpdatedEvent(order, 'failed', 2));
  await returnStock(shop.db);
  await releaseStock(shop, order);
  expect(await shop.reservation(order)).toEqual({ state: 'released', holds_stock: false, sequence: 2 });
  expect(await shop.stock(product)).toBe(10);
});

test('what orders said at the expiry counts as news: an older order.updated that comes late says nothing', async () => {
  const { product, order } = await held();
  await lapse(order);
  await expire('cancelled', 3);
  await deliver(orderUpdatedEvent(order, 'paid', 2));
  expect(await shop.reservation(order)).toEqual({ state: 'released', holds_stock: false, sequence: 3 });
  expect([await shop.stock(product), (await shop.events()).map(({ type }) => type)]).toEqual([10, ['product.created']]);
});

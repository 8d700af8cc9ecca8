import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { OrderUpdated } from '@ecomm/contracts/events';
import { goldenRecords } from '@ecomm/contracts/golden';
import { replay } from '@ecomm/events/replay.fixture';
import { inboxOf } from '@ecomm/outbox/once';
import { log, products, type Shop } from './products.fixture.ts';
import { reserveStock } from './reserve-stock.ts';
import { subscriptions } from './subscriptions.ts';

const heard = ['order.updated'];
const table = subscriptions({ log, returnSoon: () => {} });

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(() => shop.clear());

test('products hears what becomes of orders', () => {
  expect(table.map(({ eventType }) => eventType.type).toSorted()).toEqual(heard);
});

test.each(goldenRecords(heard).map((record) => [record.name, record] as const))(
  '%s settles the reservation of its order, as it did when it was new',
  async (_, record) => {
    const { order_id, status, sequence } = JSON.parse(record.value) as OrderUpdated;
    const { id: product_id } = await shop.make();
    await reserveStock({ db: shop.db, ttlSeconds: 900 }, order_id, [{ product_id, quantity: 4 }]);
    expect(await replay('products-group', table, inboxOf(shop.db))(record)).toBe('handled');
    const state = ['failed', 'cancelled', 'refunded'].includes(status) ? 'released' : 'confirmed';
    expect(await shop.reservation(order_id)).toMatchObject({ state, sequence });
  },
);

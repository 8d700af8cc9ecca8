import { afterAll, beforeAll, expect, test } from 'bun:test';
import { goldenRecords } from '@ecomm/contracts/golden';
import { replay } from '@ecomm/events/replay.fixture';
import { inboxOf } from '@ecomm/outbox/once';
import { log, products, type Shop } from './products.fixture.ts';
import { subscriptions } from './subscriptions.ts';

const heard = ['order.updated'];
const table = subscriptions({ log, returnSoon: () => {} });

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());

test('products hears what becomes of orders', () => {
  expect(table.map(({ eventType }) => eventType.type).toSorted()).toEqual(heard);
});

test.each(goldenRecords(heard).map((record) => [record.name, record] as const))(
  '%s is handled, as it was when it was new',
  async (_, record) => {
    expect(await replay('products-group', table, inboxOf(shop.db))(record)).toBe('handled');
  },
);

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { goldenRecords } from '@ecomm/contracts/golden';
import { replay } from '@ecomm/events/replay.fixture';
import { inboxOf } from '@ecomm/outbox/once';
import { freshPayments, rows } from './payments.fixture.ts';
import { subscriptions } from './subscriptions.ts';

const heard = ['order.created', 'order.updated'];
const table = subscriptions({ wake: () => {}, wakeRefunder: () => {} });

let shop: Awaited<ReturnType<typeof freshPayments>>;
beforeAll(async () => void (shop = await freshPayments()));
afterAll(() => shop.close());

test('payments hears of new orders', () => {
  expect(table.map(({ eventType }) => eventType.type).toSorted()).toEqual(heard);
});

test.each(goldenRecords(heard).map((record) => [record.name, record] as const))(
  '%s is handled, as it was when it was new',
  async (_, record) => {
    expect(await replay('payments-group', table, inboxOf(shop.db))(record)).toBe('handled');
    expect(await rows(shop.db, record.key)).toMatchObject([{ status: 'processing' }]);
  },
);

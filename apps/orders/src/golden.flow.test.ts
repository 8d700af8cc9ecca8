import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { PaymentSucceeded } from '@ecomm/contracts/events';
import { goldenRecords } from '@ecomm/contracts/golden';
import { toCents } from '@ecomm/contracts/money';
import { runSql } from '@ecomm/database/run-sql';
import { replay } from '@ecomm/events/replay.fixture';
import { inboxOf } from '@ecomm/outbox/once';
import type { Status } from './order.ts';
import { log, orders } from './orders.fixture.ts';
import { subscriptions } from './subscriptions.ts';

/** What each makes of which order; a refund's record is of all that was paid. */
const heard: Record<string, { from: Status; to: Status }> = {
  'notification.email': { from: 'pending', to: 'pending' },
  'payment.attempted': { from: 'pending', to: 'pending' },
  'payment.failed': { from: 'pending', to: 'failed' },
  'payment.refunded': { from: 'cancelled', to: 'refunded' },
  'payment.succeeded': { from: 'pending', to: 'paid' },
  'stock.shortfall': { from: 'paid', to: 'cancelled' },
};

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

test('orders hears of its payments, its stock and its mails', () => {
  expect(
    subscriptions({ log })
      .map(({ eventType }) => eventType.type)
      .toSorted(),
  ).toEqual(Object.keys(heard));
});

test.each(goldenRecords(Object.keys(heard)).map((record) => [record.name, record] as const))(
  '%s is handled, as it was when it was new',
  async (_, record) => {
    const { from, to } = heard[record.type]!;
    const said = JSON.parse(record.value) as Partial<PaymentSucceeded> & { refunded_amount?: number };
    const { order_id, user_id = 7, amount = 1, refunded_amount = amount } = said;
    if (order_id) await standing(order_id, user_id, from, toCents(refunded_amount));
    expect(await replay('orders-group', subscriptions({ log }), inboxOf(shop.direct))(record)).toBe('handled');
    if (!order_id) return;
    const found = await runSql(
      shop.direct,
      `select status, (select array_agg(type) from order_timeline where order_id = id) as told from orders where id = $1`,
      [order_id],
    );
    expect(found).toEqual([{ status: to, told: [record.type] }]);
  },
);

/** Records may be of one order: each begins with it as it needs it. */
const standing = async (id: string, userId: number, status: Status, totalCents: number): Promise<void> => {
  for (const table of ['order_timeline', 'order_history'])
    await runSql(shop.direct, `delete from ${table} where order_id = $1`, [id]);
  await runSql(shop.direct, 'delete from orders where id = $1', [id]);
  await runSql(
    shop.direct,
    `insert into orders (id, user_id, status, total_cents, items_count, payment_method, sequence, created_event_id)
     values ($1, $2, $3, $4, 1, 'card', 1, $5)`,
    [id, userId, status, totalCents, Bun.randomUUIDv7()],
  );
};

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { PaymentSucceeded } from '@ecomm/contracts/events';
import { goldenRecords } from '@ecomm/contracts/golden';
import { toCents } from '@ecomm/contracts/money';
import { runSql } from '@ecomm/database/run-sql';
import { replay } from '@ecomm/events/replay.fixture';
import { inboxOf } from '@ecomm/outbox/once';
import { orders } from './orders.fixture.ts';
import { subscriptions } from './subscriptions.ts';

const heard = ['payment.failed', 'payment.succeeded'];

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

test('orders hears how payments end', () => {
  expect(subscriptions.map(({ eventType }) => eventType.type).toSorted()).toEqual(heard);
});

test.each(goldenRecords(heard).map((record) => [record.name, record] as const))(
  '%s is handled, as it was when it was new',
  async (_, record) => {
    const { order_id, user_id, amount } = JSON.parse(record.value) as PaymentSucceeded;
    await pending(order_id, user_id, toCents(amount));
    expect(await replay('orders-group', subscriptions, inboxOf(shop.direct))(record)).toBe('handled');
    const [order] = await runSql<{ status: string }>(shop.direct, 'select status from orders where id = $1', [
      order_id,
    ]);
    expect(order?.status).toBe(record.type === 'payment.succeeded' ? 'paid' : 'failed');
  },
);

const pending = (id: string, userId: number, totalCents: number): Promise<unknown> =>
  runSql(
    shop.direct,
    `insert into orders (id, user_id, status, total_cents, items_count, payment_method, sequence, created_event_id)
     values ($1, $2, 'pending', $3, 1, 'card', 1, $4)`,
    [id, userId, totalCents, Bun.randomUUIDv7()],
  );

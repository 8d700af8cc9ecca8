import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { NotificationEmail, OrderUpdated } from '@ecomm/contracts/events';
import { goldenRecords } from '@ecomm/contracts/golden';
import { runSql } from '@ecomm/database/run-sql';
import { replay } from '@ecomm/events/replay.fixture';
import { inboxOf } from '@ecomm/outbox/once';
import { ada, freshNotifications, queued, rowOf, rowsOf } from './notifications.fixture.ts';
import { subscriptions } from './subscriptions.ts';

const heard = [
  'notification.email',
  'order.created',
  'order.updated',
  'payment.failed',
  'payment.refunded',
  'payment.succeeded',
  'user.created',
];
const table = subscriptions({ users: { find: async () => ada }, currency: 'USD', sender: { wake: () => {} } });

let shop: Awaited<ReturnType<typeof freshNotifications>>;
beforeAll(async () => void (shop = await freshNotifications()));
afterAll(() => shop.close());

test('notifications hears of all that has a mail', () => {
  expect(table.map(({ eventType }) => eventType.type).toSorted()).toEqual(heard);
});

test.each(goldenRecords(heard).map((record) => [record.name, record] as const))(
  '%s is handled, as it was when it was new',
  async (_, record) => {
    const { notification_id, status } = JSON.parse(record.value) as Partial<NotificationEmail & OrderUpdated>;
    const hasMail = record.type !== 'order.updated' || status === 'shipped' || status === 'cancelled';
    if (notification_id) await queuedAs(notification_id);
    expect(await replay('notifications-group', table, inboxOf(shop.db))(record)).toBe('handled');
    if (notification_id) expect(await rowOf(shop.db, notification_id)).toMatchObject({ due_at: expect.anything() });
    else expect(await rowsOf(shop.db, record.headers.ce_id!)).toHaveLength(hasMail ? 1 : 0);
  },
);

async function queuedAs(id: string): Promise<void> {
  const made = await queued(shop.db, { due: false });
  await runSql(shop.db, 'update notifications set id = $1 where id = $2', [id, made]);
}

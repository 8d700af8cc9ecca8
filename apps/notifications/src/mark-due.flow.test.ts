import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { NotificationEmail } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import type { BatchHandler } from '@ecomm/events/subscription';
import { markDue } from './mark-due.ts';
import { ada, deliverTo, event, freshNotifications, queued, rowOf } from './notifications.fixture.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
beforeAll(async () => void (shop = await freshNotifications()));
afterAll(() => shop.close());

const deliver = (what: Event<NotificationEmail>, handler: BatchHandler<Tx, NotificationEmail>) =>
  deliverTo(shop.db, [what], handler);

const emailEvent = (notification_id: string) =>
  event('notification.email', {
    notification_id,
    template: 'welcome' as const,
    user_id: 7,
    to: ada.email,
    subject: 'Welcome to Ecomm',
    event_id: Bun.randomUUIDv7(),
    occurred_at: '2026-01-05T09:30:00.000Z',
  });

test('notification.email makes its mail due and wakes the sender after the commit', async () => {
  const id = await queued(shop.db, { due: false });
  let woken = 0;
  await deliver(emailEvent(id), markDue({ wake: () => (woken += 1) }));
  expect(woken).toBe(1);
  expect(await rowOf(shop.db, id)).toMatchObject({ status: 'queued', due_at: expect.anything() });
});

test('a notification.email that comes again does not make a mail due that waits its turn', async () => {
  const id = await queued(shop.db);
  await runSql(shop.db, `update notifications set due_at = '2100-01-01' where id = $1`, [id]);
  await deliver(emailEvent(id), markDue({ wake: () => {} }));
  const [row] = await runSql<{ far: boolean }>(
    shop.db,
    `select due_at > '2099-01-01' as far from notifications where id = $1`,
    [id],
  );
  expect(row!.far).toBe(true);
});

test('a notification.email that is not ours is refused for good', async () => {
  const error: unknown = await deliver(emailEvent(Bun.randomUUIDv7()), markDue({ wake: () => {} })).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ code: 'notification.not_found', permanent: true });
});

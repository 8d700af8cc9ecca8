import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { OrderUpdated, PaymentRefunded } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import { heard, type BatchHandler } from '@ecomm/events/subscription';
import { announceOrders } from './announce-order.ts';
import { announceRefunds } from './announce-refund.ts';
import { ada, deliverTo, event, freshNotifications, rowsOf, stagedFor } from './notifications.fixture.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
beforeAll(async () => void (shop = await freshNotifications()));
afterAll(() => shop.close());

const deps = { users: { find: async () => ada }, currency: 'USD' };
const deliver = <P>(what: Event<P>, handler: BatchHandler<Tx, P>) => deliverTo(shop.db, [what], handler);

const orderEvent = (news: Partial<OrderUpdated>): Event<OrderUpdated> =>
  event('order.updated', {
    order_id: Bun.randomUUIDv7(),
    user_id: 7,
    amount: 29.97,
    status: 'paid',
    previous_status: 'pending',
    sequence: 2,
    occurred_at: '2026-01-05T09:30:00.000Z',
    ...news,
  });
const refundEvent = (news: Partial<PaymentRefunded> = {}): Event<PaymentRefunded> =>
  event('payment.refunded', {
    order_id: Bun.randomUUIDv7(),
    user_id: 7,
    transaction_id: Bun.randomUUIDv7(),
    amount: 10,
    refunded_amount: 15.5,
    occurred_at: '2026-01-05T09:30:00.000Z',
    ...news,
  });
const mailOf = async (what: Event<OrderUpdated>) => {
  await deliver(what, announceOrders(deps));
  const rows = await rowsOf(shop.db, what.id);
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
};
const emailEvent = async (orderId: string) =>
  (
    await runSql<{ payload: string }>(shop.db, `select payload from outbox where payload like $1`, [`%${orderId}%`])
  ).map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);

test('a shipped order has its mail, with what the shop says of it, and its notification.email names the order', async () => {
  const shipped = orderEvent({ status: 'shipped', previous_status: 'paid', reason: 'Handed to the carrier.' });
  const { order_id } = shipped.payload;
  expect(await mailOf(shipped)).toMatchObject({
    template: 'order_shipped',
    order_id,
    data: { total: '$29.97', note: 'Handed to the carrier.', name: 'Ada' },
  });
  expect(await emailEvent(order_id)).toMatchObject([{ order_id, template: 'order_shipped', event_id: shipped.id }]);
});

test.each([
  [{ previous_status: 'pending' }, { explanation: '', was_paid: false }],
  [
    { previous_status: 'paid', reason: 'Out of season' },
    { explanation: 'Out of season', was_paid: true },
  ],
  [
    { previous_status: 'paid', reason: 'stock_shortfall' },
    { explanation: expect.stringContaining('not enough left'), was_paid: true },
  ],
] as const)('a cancelled order has a mail that says why: %j', async (news, data) => {
  const cancelled = orderEvent({ ...news, status: 'cancelled' });
  expect(await mailOf(cancelled)).toMatchObject({ template: 'order_cancelled', data });
});

test.each(['pending', 'paid', 'failed', 'delivered', 'refunded'] as const)(
  '%s has no mail of its own',
  async (status) => {
    const users = { find: async () => expect.unreachable() };
    const updated = orderEvent({ status });
    await deliver(updated, announceOrders({ ...deps, users }));
    expect(await rowsOf(shop.db, updated.id)).toEqual([]);
  },
);

test('each refund has a mail with its own amount and all so far', async () => {
  const refunded = refundEvent();
  await deliver(refunded, announceRefunds(deps));
  const { order_id } = refunded.payload;
  expect(await rowsOf(shop.db, refunded.id)).toMatchObject([
    {
      template: 'payment_refunded',
      order_id,
      subject: 'We have refunded $10.00 to you',
      data: { refund: '$10.00', refunded: '$15.50', because: '' },
    },
  ]);
  expect(await emailEvent(order_id)).toMatchObject([{ order_id, template: 'payment_refunded' }]);
  const ofCancel = refundEvent({ reason: 'order_cancelled' });
  await deliver(ofCancel, announceRefunds(deps));
  expect(await rowsOf(shop.db, ofCancel.id)).toMatchObject([{ data: { because: ', as it was cancelled' } }]);
});

test('the same event many times makes one mail, also past the inbox', async () => {
  const cancelled = orderEvent({ status: 'cancelled' });
  const refunded = refundEvent();
  for (let i = 0; i < 10; i += 1) {
    await deliver(cancelled, announceOrders(deps));
    await deliver(refunded, announceRefunds(deps));
  }
  await shop.db.transaction((tx) => announceOrders(deps)(tx, [heard(cancelled)]));
  await shop.db.transaction((tx) => announceRefunds(deps)(tx, [heard(refunded)]));
  for (const { id } of [cancelled, refunded]) {
    const rows = await rowsOf(shop.db, id);
    expect(rows).toHaveLength(1);
    expect(await stagedFor(shop.db, rows[0]!.id)).toBe(1);
  }
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { OrderCreated, PaymentSucceeded } from '@ecomm/contracts/events';
import { connect, type Db, type Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import { heard, type BatchHandler } from '@ecomm/events/subscription';
import { Problem } from '@ecomm/runtime/problem';
import { proxy, type Moment } from '@ecomm/testing/proxy';
import { confirmOrders, confirmPayments, regretPayments, welcomeUsers } from './announce.ts';
import { ada, deliverTo, event, freshNotifications, log, rowsOf, stagedFor } from './notifications.fixture.ts';
import type { Users } from './users.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
beforeAll(async () => void (shop = await freshNotifications()));
afterAll(() => shop.close());

let lastUser = 0;
const nextUser = () => (lastUser += 1);
const people = (find: Users['find'] = async () => ada): Users => ({ find });
const nobody = people(async () => expect.unreachable());

const userEvent = (user_id = nextUser()) =>
  event('user.created', {
    user_id,
    ...ada,
    first_name: 'Ada',
    last_name: 'Lovelace',
    role: 'customer' as const,
    created_at: '2026-01-05T09:30:00.000Z',
  });
const orderEvent = (user_id = nextUser()): Event<OrderCreated> =>
  event('order.created', {
    order_id: Bun.randomUUIDv7(),
    user_id,
    amount: 29.97,
    currency: 'EUR',
    items: [
      { product_id: 1, name: 'Mug', quantity: 2, price: 9.99 },
      { product_id: 2, name: 'Cup', quantity: 1, price: 9.99 },
    ],
    items_count: 3,
    shipping_address: '123 Main St',
    payment_method: 'card' as const,
    sequence: 1,
    occurred_at: '2026-01-05T09:30:00.000Z',
  });
const paymentEvent = (user_id = nextUser()): Event<PaymentSucceeded> =>
  event('payment.succeeded', {
    order_id: Bun.randomUUIDv7(),
    user_id,
    transaction_id: Bun.randomUUIDv7(),
    amount: 29.97,
    occurred_at: '2026-01-05T09:30:00.000Z',
  });

const deliver = <P>(what: Event<P>, handler: BatchHandler<Tx, P>, db: Db = shop.db) => deliverTo(db, [what], handler);

const contactsOf = (userId: number) =>
  runSql(shop.db, 'select email, first_name, last_name from contacts where user_id = $1', [userId]);

test('a new user is welcomed and remembered', async () => {
  const created = userEvent();
  await deliver(created, welcomeUsers);
  const [row] = await rowsOf(shop.db, created.id);
  expect(row).toMatchObject({
    template: 'welcome',
    status: 'queued',
    to_email: ada.email,
    data: { name: 'Ada', email: ada.email },
  });
  expect(await stagedFor(shop.db, row!.id)).toBe(1);
  expect(await contactsOf(created.payload.user_id)).toEqual([ada]);
});

test('an order is confirmed with its lines, their sums and its currency', async () => {
  const created = orderEvent();
  await deliver(created, confirmOrders({ users: people() }));
  const [row] = await rowsOf(shop.db, created.id);
  expect(row).toMatchObject({
    template: 'order_confirmation',
    subject: 'Your order of 3 items',
    order_id: created.payload.order_id,
  });
  expect(row!.data).toMatchObject({
    total: '€29.97',
    lines: [{ name: 'Mug', price: '€9.99', subtotal: '€19.98' }, { name: 'Cup' }],
  });
});

test('a payment that went through, and one that did not, have a mail each', async () => {
  const paid = paymentEvent();
  await deliver(paid, confirmPayments({ users: people(), currency: 'USD' }));
  expect(await rowsOf(shop.db, paid.id)).toMatchObject([
    { template: 'payment_succeeded', subject: 'We received your payment of $29.97' },
  ]);
  const failed = { ...paymentEvent(), type: 'payment.failed' };
  const withReason = { ...failed, payload: { ...failed.payload, reason: 'card_declined' } };
  await deliver(withReason, regretPayments({ users: people(), currency: 'USD' }));
  const [row] = await rowsOf(shop.db, failed.id);
  expect(row).toMatchObject({ template: 'payment_failed', data: { explanation: 'your card was declined.' } });
});

test('the same event a hundred times makes one mail, also past the inbox', async () => {
  const created = orderEvent();
  const confirm = confirmOrders({ users: people() });
  for (let i = 0; i < 100; i += 1) await deliver(created, confirm);
  await shop.db.transaction((tx) => confirm(tx, [heard(created)]));
  const rows = await rowsOf(shop.db, created.id);
  expect(rows).toHaveLength(1);
  expect(await stagedFor(shop.db, rows[0]!.id)).toBe(1);
});

test('a user whose user.created has not come yet is asked of users once, then remembered', async () => {
  const user = nextUser();
  const asked: number[] = [];
  const users = people(async (id) => {
    asked.push(id);
    return ada;
  });
  await deliver(orderEvent(user), confirmOrders({ users }));
  await deliver(orderEvent(user), confirmOrders({ users }));
  expect(asked).toEqual([user]);
  await deliver(userEvent(user), welcomeUsers);
  expect(await contactsOf(user)).toHaveLength(1);
});

test('a known user is not asked of users', async () => {
  const created = userEvent();
  await deliver(created, welcomeUsers);
  await deliver(orderEvent(created.payload.user_id), confirmOrders({ users: nobody }));
});

test('users down leaves nothing behind and is tried again', async () => {
  const created = orderEvent();
  const down = people(() => Promise.reject(new Problem(503, 'users.unavailable', 'away')));
  const error: unknown = await deliver(created, confirmOrders({ users: down })).catch((e: unknown) => e);
  expect(error).toMatchObject({ status: 503, permanent: false });
  expect(await rowsOf(shop.db, created.id)).toEqual([]);
  await deliver(created, confirmOrders({ users: people() }));
  expect(await rowsOf(shop.db, created.id)).toHaveLength(1);
});

test.each([undefined, { ...ada, email: 'ada@example.com, eve@example.com' }])(
  'an event of a user %p cannot be handled ever',
  async (found) => {
    const error: unknown = await deliver(orderEvent(), confirmOrders({ users: people(async () => found) })).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: 'contact.not_found', permanent: true });
  },
);

test('rolled back, neither mail nor contact nor event is written', async () => {
  const created = userEvent();
  const undone = shop.db.transaction(async (tx) => {
    await welcomeUsers(tx, [heard(created)]);
    throw new Error('undo');
  });
  await undone.catch(() => undefined);
  expect(await rowsOf(shop.db, created.id)).toEqual([]);
  expect(await contactsOf(created.payload.user_id)).toEqual([]);
  expect(await runSql(shop.db, 'select 1 from outbox where payload like $1', [`%${created.id}%`])).toEqual([]);
});

test.each<Moment>(['before', 'during', 'after'])('cut %s COMMIT and delivered again: one mail', async (moment) => {
  const between = await proxy(shop.url);
  const db = connect({ url: between.url, log, max: 1, deadlineMs: 500 });
  await runSql(db, 'select 1');
  const created = orderEvent();
  const confirm = confirmOrders({ users: people() });
  const cut = between.cutAt(/^commit/i, moment);
  expect(await deliver(created, confirm, db).catch((e: unknown) => e)).toBeInstanceOf(Error);
  await cut;
  await deliver(created, confirm, db);
  const rows = await rowsOf(shop.db, created.id);
  expect(rows).toHaveLength(1);
  expect(await stagedFor(shop.db, rows[0]!.id)).toBe(1);
  await db.$close();
  await between.close();
});

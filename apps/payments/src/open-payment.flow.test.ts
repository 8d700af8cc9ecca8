import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { proxy, type Moment } from '@ecomm/testing/proxy';
import { openPayment } from './open-payment.ts';
import { freshPayments, intent, log, opened, rows, staged } from './payments.fixture.ts';

let shop: Awaited<ReturnType<typeof freshPayments>>;
beforeAll(async () => void (shop = await freshPayments()));
afterAll(() => shop.close());

test('a new order has one payment, processing and announced, and wakes the charger after the commit', async () => {
  const order = intent();
  let woken = 0;
  await shop.db.transaction(async (tx) => {
    await openPayment({ wake: () => (woken += 1) }, tx, order);
    expect(woken).toBe(0);
  });
  expect(woken).toBe(1);
  expect(await rows(shop.db, order.order_id)).toMatchObject([{ status: 'processing', attempts: 0 }]);
  expect(await staged(shop.db, order.order_id)).toEqual(['payment.attempted']);
});

test('an order that has a payment gets no second one and no second event', async () => {
  const order = await opened(shop.db);
  let woken = 0;
  await shop.db.transaction((tx) => openPayment({ wake: () => (woken += 1) }, tx, order));
  expect(await rows(shop.db, order.order_id)).toHaveLength(1);
  expect(await staged(shop.db, order.order_id)).toEqual(['payment.attempted']);
  expect(woken).toBe(0);
});

test.each([{ amount_cents: 1 }, { user_id: 8 }])(
  'an order that comes again with %p is refused for good',
  async (other) => {
    const order = await opened(shop.db);
    const again = shop.db.transaction((tx) => openPayment({ wake: () => {} }, tx, { ...order, ...other }));
    expect(again).rejects.toMatchObject({ code: 'payment.mismatch', permanent: true });
  },
);

test('two copies that hear of an order at once open one payment', async () => {
  const order = intent();
  await Promise.all([1, 2, 3, 4].map(() => shop.db.transaction((tx) => openPayment({ wake: () => {} }, tx, order))));
  expect(await staged(shop.db, order.order_id)).toEqual(['payment.attempted']);
});

test('rolled back, nothing is written and nobody is woken', async () => {
  const order = intent();
  const undone = shop.db.transaction(async (tx) => {
    await openPayment({ wake: () => expect.unreachable() }, tx, order);
    throw new Error('undo');
  });
  await undone.catch(() => undefined);
  expect(await rows(shop.db, order.order_id)).toEqual([]);
  expect(await staged(shop.db, order.order_id)).toEqual([]);
});

test.each<Moment>(['before', 'during', 'after'])(
  'cut %s COMMIT and done again: one payment, one event',
  async (moment) => {
    const between = await proxy(shop.url);
    const db = connect({ url: between.url, log, max: 1, deadlineMs: 500 });
    await runSql(db, 'select 1');
    const order = intent();
    const open = () => db.transaction((tx) => openPayment({ wake: () => {} }, tx, order));
    const cut = between.cutAt(/^commit/i, moment);
    expect(open()).rejects.toThrow();
    await cut;
    await open();
    expect(await rows(shop.db, order.order_id)).toHaveLength(1);
    expect(await staged(shop.db, order.order_id)).toEqual(['payment.attempted']);
    await db.$close();
    await between.close();
  },
);

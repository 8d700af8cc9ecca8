import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import { chasePending } from './chase-pending.ts';
import { admin, orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { getOrder } from './read-orders.ts';
import { setStatus } from './set-status.ts';
import { settle } from './settle-order.ts';
import { until } from '@ecomm/testing/until';
import type { Order } from '@ecomm/contracts/http/orders';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders({ proxied: true })));
afterAll(() => shop.close());

const wish = { items: [{ product_id: 1, quantity: 1 }] };
const countOf = async (id: string) => {
  const [counts] = await runSql<Record<string, number>>(
    shop.direct,
    `select (select count(*)::int from orders where id = $1::uuid) as orders,
      (select count(*)::int from order_history where order_id = $1::uuid) as history,
      (select count(*)::int from outbox where key = $1::uuid::text) as events`,
    [id],
  );
  return counts;
};

test.each(['before', 'during', 'after'] as const)(
  'the connection is lost %s the statement that is the order: the request repeated with its key finds one order, one reservation, one event',
  async (moment) => {
    const key = `cut-${moment}`;
    await placeOrder(shop.deps, 7, wish, `warm-${moment}`); // connections are open
    const happened = shop.way.cutAt(/insert into orders/, moment);
    expect(await failure(placeOrder(shop.deps, 7, wish, key))).toMatchObject({
      status: 503,
      code: 'database.unavailable',
    });
    await happened;
    // Until the first request's lease is over the key says "in progress", or already the answer.
    await runSql(shop.direct, `update idempotency_keys set leased_until = now() where key = $1`, [key]);
    const again = await placeOrder(shop.deps, 7, wish, key);
    const order = ('kind' in again ? JSON.parse(again.body) : again) as Order;
    // Half of the way, the second request may be faster than the statement that nobody waits for.
    if (moment !== 'during') expect('kind' in again).toBe(moment === 'after');
    expect(await countOf(order.id)).toEqual({ orders: 1, history: 1, events: 1 });
    expect(shop.catalog.reserved.has(order.id)).toBe(true);
    const [keys] = await runSql<{ n: number }>(shop.direct, 'select count(*)::int as n from orders');
    expect(keys!.n).toBe(shop.catalog.reserved.size);
  },
);

test.each(['before', 'during', 'after'] as const)(
  'the connection is lost %s the COMMIT that settles an order: done again, it is settled once',
  async (moment) => {
    const order = (await placeOrder(shop.deps, 8, wish)) as Order;
    const outcome = { order_id: order.id, user_id: 8, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 };
    const pay = () => shop.db.transaction((tx) => settle(tx, 'paid', outcome));
    const happened = shop.way.cutAt(/^commit/i, moment);
    await failure(pay());
    await happened;
    await pay();
    expect((await getOrder(shop.deps, order.id)).status).toBe('paid');
    expect(await countOf(order.id)).toEqual({ orders: 1, history: 2, events: 2 });
  },
);

test.each(['before', 'during', 'after'] as const)(
  'the connection is lost %s the COMMIT that ships an order: done again, it is shipped once',
  async (moment) => {
    const order = (await placeOrder(shop.deps, 11, wish)) as Order;
    const outcome = { order_id: order.id, user_id: 11, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 };
    await shop.db.transaction((tx) => settle(tx, 'paid', outcome));
    const ship = () => setStatus(shop.deps, admin, order.id, { status: 'shipped' });
    const happened = shop.way.cutAt(/^commit/i, moment);
    expect(await failure(ship())).toMatchObject({ status: 503, code: 'database.unavailable' });
    await happened;
    const again = moment === 'before' ? ship() : failure(ship());
    expect(await again).toMatchObject(
      moment === 'before' ? { status: 'shipped' } : { code: 'order.illegal_transition' },
    );
    expect((await getOrder(shop.deps, order.id)).status).toBe('shipped');
    expect(await countOf(order.id)).toEqual({ orders: 1, history: 3, events: 3 });
  },
);

test('the connection is lost while a pending order is chased: it is chased again, and settled once', async () => {
  const order = (await placeOrder(shop.deps, 9, wish)) as Order;
  const overdue = () =>
    runSql(shop.direct, `update orders set chased_at = now() - interval '61 s' where id = $1`, [order.id]);
  const paid = {
    order_id: order.id,
    transaction_id: Bun.randomUUIDv7(),
    user_id: 9,
    status: 'succeeded',
    amount_cents: 9_999,
    refunded_amount_cents: 0,
    updated_at: '',
  };
  await overdue();
  const happened = shop.way.cutAt(/^commit/i, 'before');
  const chaser = chasePending({ ...shop.deps, charges: { ...shop.charges, find: async () => paid } });
  await chaser.start?.();
  await happened;
  await overdue();
  await until(
    async () => (chaser.wake(), (await getOrder({ ...shop.deps, db: shop.direct }, order.id)).status === 'paid'),
    { timeoutMs: 10_000 },
  );
  await chaser.stop?.();
  expect(await countOf(order.id)).toEqual({ orders: 1, history: 2, events: 2 });
});

test('a settling that fails inside its transaction leaves nothing', async () => {
  const order = (await placeOrder(shop.deps, 10, wish)) as Order;
  const outcome = { order_id: order.id, user_id: 10, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 };
  await failure(
    shop.db.transaction(async (tx) => {
      await settle(tx, 'paid', outcome);
      throw new Error('the last step fails');
    }),
  );
  expect((await getOrder(shop.deps, order.id)).status).toBe('pending');
  expect(await countOf(order.id)).toEqual({ orders: 1, history: 1, events: 1 });
});

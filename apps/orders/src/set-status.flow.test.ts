import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order, OrderEvent } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import { failure } from '@ecomm/testing/failure';
import { until } from '@ecomm/testing/until';
import { mayBeSet, next, type Status } from './order.ts';
import { admin, orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { getOrder, readOrder } from './read-orders.ts';
import { setStatus } from './set-status.ts';
import { settle } from './settle-order.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

const buyer = { id: 7, role: 'customer' } as const;
const statuses = Object.keys(next) as Status[];

/** A paid order. */
async function paid(): Promise<Order> {
  const order = (await placeOrder(shop.deps, buyer.id, { items: [{ product_id: 1, quantity: 1 }] })) as Order;
  const outcome = { order_id: order.id, user_id: 7, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 };
  await shop.db.transaction((tx) => settle(tx, 'paid', outcome));
  return order;
}
const eventsOf = async ({ id }: Order) =>
  (await shop.events())
    .filter(({ key }) => key === id)
    .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);

test('a paid order is shipped, then delivered; each is in its history and announced once, with its reason', async () => {
  const order = await paid();
  const shipped = await setStatus(shop.deps, admin, order.id, { status: 'shipped', reason: 'Handed to the carrier.' });
  const { payment: _, ...seen } = await readOrder(shop.deps, buyer, order.id);
  expect(shipped).toEqual(seen);
  await setStatus(shop.deps, admin, order.id, { status: 'delivered' });
  const [, , first, second, ...more] = await eventsOf(order);
  expect(first).toEqual({
    order_id: order.id,
    user_id: 7,
    amount: 99.99,
    status: 'shipped',
    previous_status: 'paid',
    reason: 'Handed to the carrier.',
    sequence: 3,
    occurred_at: shipped.updated_at,
  });
  expect(second).toMatchObject({ status: 'delivered', previous_status: 'shipped', sequence: 4 });
  expect(second).not.toHaveProperty('reason');
  expect(more).toEqual([]);
  const history = await runSql(
    shop.direct,
    `select status, previous_status, reason, cause_id, transaction_id from order_history
      where order_id = $1 and sequence > 2 order by sequence`,
    [order.id],
  );
  const { transaction_id } = shipped;
  expect(history).toEqual([
    { status: 'shipped', previous_status: 'paid', reason: 'Handed to the carrier.', cause_id: null, transaction_id },
    { status: 'delivered', previous_status: 'shipped', reason: null, cause_id: null, transaction_id },
  ]);
});

test.each(statuses)(
  'an order that is %s is set to nothing but what its state machine allows an admin',
  async (from) => {
    const order = await paid();
    await runSql(shop.direct, 'update orders set status = $2 where id = $1', [order.id, from]);
    const before = await shop.rows();
    for (const to of statuses.filter((status) => !mayBeSet(from, status)))
      expect(await failure(setStatus(shop.deps, admin, order.id, { status: to }))).toMatchObject({
        status: 409,
        code: 'order.illegal_transition',
      });
    expect(await shop.rows()).toEqual(before);
    expect(await getOrder(shop.deps, order.id)).toMatchObject({ status: from, sequence: 2 });
  },
);

test('two admins at once on two copies ship an order once', async () => {
  const order = await paid();
  const tries: Promise<Order>[] = [];
  await shop.direct.transaction(async (tx) => {
    await runSql(tx, 'select 1 from orders where id = $1 for update', [order.id]);
    for (const deps of [shop.copy(), shop.copy()]) tries.push(setStatus(deps, admin, order.id, { status: 'shipped' }));
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(async () => (await runSql(shop.direct, waiting)).length === 2, { what: 'both to wait for the order' });
  });
  const results = await Promise.allSettled(tries);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await eventsOf(order)).toHaveLength(3);
});

test('a change whose last step fails leaves nothing, and no watcher hears of it', async () => {
  const order = await paid();
  const heard: OrderEvent[] = [];
  const leave = shop.feed.follow(order.id, 2, (event) => heard.push(event));
  const refuse = `alter table outbox add constraint nothing_leaves check (type <> 'order.updated') not valid`;
  await runSql(shop.direct, refuse);
  const before = await shop.rows();
  await failure(setStatus(shop.deps, admin, order.id, { status: 'shipped' }));
  expect(await shop.rows()).toEqual(before);
  expect(await getOrder(shop.deps, order.id)).toMatchObject({ status: 'paid', sequence: 2 });
  // Whoever lacks an event gets it by a look at this order, which would tell of the change too.
  const behind: OrderEvent[] = [];
  const leaveToo = shop.feed.follow(order.id, 1, (event) => behind.push(event));
  await until(() => behind.length > 0, { what: 'a look' });
  expect([heard, behind.map(({ id }) => id)]).toEqual([[], ['2']]);
  leaveToo();
  await runSql(shop.direct, 'alter table outbox drop constraint nothing_leaves');
  await setStatus(shop.deps, admin, order.id, { status: 'shipped' });
  await until(() => heard.length === 1);
  expect(heard[0]?.id).toBe('3');
  leave();
});

test('an order is shipped only with its stock held: what was given back before it was paid is refused', async () => {
  const order = await paid();
  await shop.catalog.release(order.id);
  expect(await failure(setStatus(shop.deps, admin, order.id, { status: 'shipped' }))).toMatchObject({
    status: 409,
    code: 'stock.reservation_released',
  });
  shop.catalog.state.fail = new Problem(503, 'products.unavailable', 'down');
  expect(await failure(setStatus(shop.deps, admin, order.id, { status: 'shipped' }))).toMatchObject({
    status: 503,
    code: 'products.unavailable',
  });
  shop.catalog.state.fail = undefined;
  expect(await getOrder(shop.deps, order.id)).toMatchObject({ status: 'paid', sequence: 2 });
});

test('what holds the stock of an order asks for what the order has, and for nothing where it cannot be shipped', async () => {
  const order = await paid();
  shop.catalog.reserved.clear();
  await setStatus(shop.deps, admin, order.id, { status: 'shipped' });
  expect(shop.catalog.reserved.get(order.id)).toMatchObject([{ product_id: 1, quantity: 1 }]);
  shop.catalog.reserved.clear();
  await failure(setStatus(shop.deps, admin, order.id, { status: 'shipped' }));
  expect(shop.catalog.reserved.size).toBe(0);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import { until } from '@ecomm/testing/until';
import { cancelOrder } from './cancel-order.ts';
import { deliver, inbound, payment, refund, shortfall } from './inbound.fixture.ts';
import { lockOrder, moveOrder } from './move-order.ts';
import { admin, orders } from './orders.fixture.ts';
import { next, type Status } from './order.ts';
import { placeOrder } from './place-order.ts';
import { getOrder, readOrder } from './read-orders.ts';
import { setStatus } from './set-status.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

const alice = { id: 7, role: 'customer' } as const;
const bob = { id: 8, role: 'customer' } as const;
const place = async (buyer = 7) =>
  (await placeOrder(shop.deps, buyer, { items: [{ product_id: 1, quantity: 1 }] })) as Order;
const paid = async (): Promise<Order> => {
  const order = await place();
  await deliver(shop.direct, inbound('payment.succeeded', payment(order)));
  return order;
};
const said = async ({ id }: Order) =>
  (await shop.events())
    .filter(({ key, type }) => key === id && type === 'order.updated')
    .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
const steps = async (order: Order) =>
  (await said(order)).map(({ status, sequence }) => `${String(sequence)} ${String(status)}`);
const refused = { status: 409, code: 'order.illegal_transition' };

test('a pending order is cancelled by its buyer, said once and answered as it then is', async () => {
  const order = await place();
  const answer = await cancelOrder(shop.deps, alice, order.id);
  const { payment: _, ...seen } = await readOrder(shop.deps, alice, order.id);
  expect(answer).toEqual(seen);
  expect(answer.status).toBe('cancelled');
  expect(await said(order)).toEqual([
    {
      order_id: order.id,
      user_id: 7,
      amount: 99.99,
      status: 'cancelled',
      previous_status: 'pending',
      sequence: 2,
      occurred_at: answer.updated_at,
    },
  ]);
});

test('a paid order is cancelled by an admin, whose reason is kept and told', async () => {
  const order = await paid();
  const answer = await setStatus(shop.deps, admin, order.id, { status: 'cancelled', reason: 'Out of print.' });
  expect(answer.status).toBe('cancelled');
  expect((await said(order)).at(-1)).toMatchObject({ previous_status: 'paid', reason: 'Out of print.', sequence: 3 });
  const [kept] = await runSql(
    shop.direct,
    'select reason, cause_id, transaction_id from order_history where order_id = $1 and sequence = 3',
    [order.id],
  );
  expect(kept).toEqual({ reason: 'Out of print.', cause_id: null, transaction_id: answer.transaction_id });
});

test('an order is cancelled once: whoever comes second is refused', async () => {
  const order = await place();
  await cancelOrder(shop.deps, alice, order.id);
  for (const caller of [alice, admin])
    expect(await failure(cancelOrder(shop.deps, caller, order.id))).toMatchObject(refused);
  expect(await steps(order)).toEqual(['2 cancelled']);
});

test.each((Object.keys(next) as Status[]).filter((status) => status !== 'pending' && status !== 'paid'))(
  'an order that is %s is not cancelled by anybody',
  async (status) => {
    const order = await place();
    await runSql(shop.direct, 'update orders set status = $2 where id = $1', [order.id, status]);
    const before = await shop.rows();
    for (const cancel of [
      () => cancelOrder(shop.deps, alice, order.id),
      () => setStatus(shop.deps, admin, order.id, { status: 'cancelled' }),
    ])
      expect(await failure(cancel())).toMatchObject(refused);
    expect(await shop.rows()).toEqual(before);
  },
);

test("a stranger's order is as unknown as none and stays as it is", async () => {
  const order = await place();
  const [foreign, none] = await Promise.all(
    [order.id, Bun.randomUUIDv7()].map((id) => failure(cancelOrder(shop.deps, bob, id))),
  );
  const { message, status, code } = none as { message: string; status: number; code: string };
  expect(foreign).toMatchObject({ message, status, code });
  expect(status).toBe(404);
  expect((await getOrder(shop.deps, order.id)).status).toBe('pending');
});

test('a cancelled order no longer counts as pending: its buyer may place another', async () => {
  const placed = await Promise.all(Array.from({ length: 20 }, () => place(70)));
  expect(await failure(place(70))).toMatchObject({ code: 'order.too_many_pending' });
  await cancelOrder(shop.deps, { id: 70, role: 'customer' }, placed[0]!.id);
  expect((await place(70)).status).toBe('pending');
});

test.each(['payment.succeeded', 'payment.failed'] as const)(
  '%s for an order that was cancelled is absorbed',
  async (type) => {
    const order = await place();
    await cancelOrder(shop.deps, alice, order.id);
    await deliver(shop.direct, inbound(type, payment(order)));
    expect(await steps(order)).toEqual(['2 cancelled']);
    expect(await getOrder(shop.deps, order.id)).toMatchObject({ status: 'cancelled', sequence: 2 });
  },
);

test('a cancel and the end of a charge that meet give one story without a gap, whichever is first', async () => {
  const order = await place();
  const { copy, direct } = shop;
  const [one, two] = [copy(), copy()];
  const tries: Promise<unknown>[] = [];
  await direct.transaction(async (tx) => {
    await runSql(tx, 'select 1 from orders where id = $1 for update', [order.id]);
    tries.push(deliver(one.db, inbound('payment.succeeded', payment(order))), cancelOrder(two, alice, order.id));
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(async () => (await runSql(direct, waiting)).length === 2, { what: 'both to wait for the order' });
  });
  await Promise.all(tries);
  expect([['2 cancelled'], ['2 paid', '3 cancelled']]).toContainEqual(await steps(order));
});

test('a later status is never told an earlier time, though its transaction began before the other', async () => {
  const order = await place();
  const { db } = shop.copy();
  await shop.direct.transaction(async (tx) => {
    await runSql(tx, 'select 1');
    const began = Date.now();
    await until(() => Date.now() > began + 1, { what: 'a later millisecond' });
    await deliver(db, inbound('payment.succeeded', payment(order)));
    await moveOrder(tx, (await lockOrder(tx, order.id))!, ['cancelled']);
  });
  const times = (await said(order)).map(({ occurred_at }) => String(occurred_at));
  expect(times).toHaveLength(2);
  expect(times).toEqual(times.toSorted());
});

test('a shortfall cancels a paid order and says why; it comes again for nothing', async () => {
  const order = await paid();
  const event = inbound('stock.shortfall', shortfall(order));
  await deliver(shop.direct, event);
  await deliver(shop.direct, inbound('stock.shortfall', shortfall(order)));
  expect((await said(order)).slice(1)).toEqual([
    expect.objectContaining({ status: 'cancelled', previous_status: 'paid', reason: 'stock_shortfall', sequence: 3 }),
  ]);
  const [kept] = await runSql(shop.direct, 'select cause_id from order_history where order_id = $1 and sequence = 3', [
    order.id,
  ]);
  expect(kept).toEqual({ cause_id: event.id });
});

test('a shortfall of a paid order that was wholly refunded leaves it refunded', async () => {
  const order = await paid();
  await deliver(shop.direct, inbound('payment.refunded', refund(order, 99.99)));
  await deliver(shop.direct, inbound('stock.shortfall', shortfall(order)));
  expect(await steps(order)).toEqual(['2 paid', '3 cancelled', '4 refunded']);
});

test.each(['pending', 'shipped', 'delivered', 'failed', 'cancelled', 'refunded'] as const)(
  'a shortfall leaves an order that is %s as it is',
  async (status) => {
    const order = await place();
    await runSql(shop.direct, 'update orders set status = $2 where id = $1', [order.id, status]);
    await deliver(shop.direct, inbound('stock.shortfall', shortfall(order)));
    expect(await getOrder(shop.deps, order.id)).toMatchObject({ status, sequence: 1 });
  },
);

test('a shortfall of an order that is not is refused for good', async () => {
  const event = inbound('stock.shortfall', shortfall({ id: Bun.randomUUIDv7() }));
  expect(await failure(deliver(shop.direct, event))).toMatchObject({ code: 'order.not_found', permanent: true });
});

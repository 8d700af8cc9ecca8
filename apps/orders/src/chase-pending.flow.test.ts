import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import type { GetPaymentStatusResponse } from '@ecomm/contracts/rpc/payments';
import { runSql } from '@ecomm/database/run-sql';
import { logger } from '@ecomm/runtime/log';
import { until } from '@ecomm/testing/until';
import { chasePending } from './chase-pending.ts';
import { orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { getOrder } from './read-orders.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

/** Places an order and makes it pending for `seconds`. */
async function pendingFor(seconds: number): Promise<Order> {
  const order = (await placeOrder(shop.deps, 7, { items: [{ product_id: 1, quantity: 1 }] })) as Order;
  await runSql(shop.direct, 'update orders set chased_at = now() - make_interval(secs => $1::int) where id = $2', [
    seconds,
    order.id,
  ]);
  return order;
}

async function chaseUntil(
  answer: (orderId: string) => GetPaymentStatusResponse | undefined,
  done: () => Promise<boolean>,
  log = shop.log,
) {
  const asked: string[] = [];
  const find = async (orderId: string) => {
    asked.push(orderId);
    return answer(orderId);
  };
  const chaser = chasePending({ ...shop.deps, log, db: shop.direct, charges: { ...shop.charges, find } });
  await chaser.start?.();
  try {
    await until(done, { what: 'the chaser' });
  } finally {
    await chaser.stop?.();
  }
  return asked;
}

test('an order pending over a minute is settled by what payments says', async () => {
  const order = await pendingFor(61);
  const young = await pendingFor(30);
  const paid = {
    order_id: order.id,
    transaction_id: Bun.randomUUIDv7(),
    user_id: 7,
    status: 'succeeded',
    amount_cents: 9_999,
    refunded_amount_cents: 0,
    updated_at: '',
  };
  const asked = await chaseUntil(
    () => paid,
    async () => (await getOrder(shop.deps, order.id)).status === 'paid',
  );
  expect(asked).toEqual([order.id]);
  expect((await getOrder(shop.deps, young.id)).status).toBe('pending');
});

test('an order that payments never heard of is announced again under its first event id', async () => {
  const order = await pendingFor(61);
  const announcements = async () =>
    (await shop.events()).filter(({ key, type }) => key === order.id && type === 'order.created');
  await chaseUntil(
    () => undefined,
    async () => (await announcements()).length === 2,
  );
  const [first, second] = await announcements();
  expect(second).toEqual(first);
});

test('an order whose payment is still under way is left alone', async () => {
  const order = await pendingFor(61);
  const open = {
    order_id: order.id,
    transaction_id: Bun.randomUUIDv7(),
    user_id: 7,
    status: 'processing',
    amount_cents: 9_999,
    refunded_amount_cents: 0,
    updated_at: '',
  };
  let asked = false;
  await chaseUntil(
    () => ((asked = true), open),
    async () => asked,
  );
  expect((await getOrder(shop.deps, order.id)).status).toBe('pending');
});

test('an order that cannot be settled does not hold up the next', async () => {
  const orders = [await pendingFor(61), await pendingFor(61)];
  const paid = (order_id: string, amount_cents: number) => ({
    order_id,
    transaction_id: Bun.randomUUIDv7(),
    user_id: 7,
    status: 'succeeded',
    amount_cents,
    refunded_amount_cents: 0,
    updated_at: '',
  });
  const statuses = () => Promise.all(orders.map(async ({ id }) => (await getOrder(shop.deps, id)).status));
  // Whichever is asked after first has an amount that is not the order's.
  let forged: string | undefined;
  await chaseUntil(
    (orderId) => paid(orderId, orderId === (forged ??= orderId) ? 1 : 9_999),
    async () => (await statuses()).includes('paid'),
  );
  expect((await statuses()).toSorted()).toEqual(['paid', 'pending']);
});

test.each([
  ['refunded', 9_999],
  ['partially_refunded', 500],
])(
  'an order whose payment is %s already was paid: it becomes so, and keeps what was refunded',
  async (status, cents) => {
    const order = await pendingFor(61);
    const payment = {
      order_id: order.id,
      transaction_id: Bun.randomUUIDv7(),
      user_id: 7,
      status,
      amount_cents: 9_999,
      refunded_amount_cents: cents,
      updated_at: '',
    };
    await chaseUntil(
      () => payment,
      async () => (await getOrder(shop.deps, order.id)).status === 'paid',
    );
    const [kept] = await runSql(shop.direct, 'select refunded_cents::int as cents from orders where id = $1', [
      order.id,
    ]);
    expect(kept).toEqual({ cents });
  },
);

test('what was mended is told in one line, and nothing where nothing was pending for long', async () => {
  const [paid, unheard, open] = [await pendingFor(61), await pendingFor(61), await pendingFor(61)];
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const payment = (order_id: string, status: string) => ({
    order_id,
    transaction_id: Bun.randomUUIDv7(),
    user_id: 7,
    status,
    amount_cents: 9_999,
    refunded_amount_cents: 0,
    updated_at: '',
  });
  const answers = new Map([
    [paid.id, payment(paid.id, 'succeeded')],
    [open.id, payment(open.id, 'processing')],
  ]);
  await chaseUntil(
    (id) => answers.get(id),
    async () => lines.length > 0,
    logger({ service: 'orders', format: 'json', stream }),
  );
  expect(unheard.status).toBe('pending');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ level: 'info', settled: 1, told_again: 1, open: 1, failed: 0 }),
  ]);
});

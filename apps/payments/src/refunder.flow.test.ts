import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { runSql } from '@ecomm/database/run-sql';
import { until } from '@ecomm/testing/until';
import { leaseRefund } from './ask-refund.ts';
import {
  cancel,
  captured,
  entriesOf,
  expectFolded,
  fakeProvider,
  freshPayments,
  givenBack,
  heardLog,
  log,
  refundEvents,
  refundsOf,
  rows,
  succeeds,
  timePasses,
} from './payments.fixture.ts';
import { lockPayment } from './payment-entries.ts';
import { simulator, type Charged, type Provider } from './provider.ts';
import { refunder, type Refunder } from './refunder.ts';
import { requestRefund } from './request-refund.ts';
import { settleRefund } from './settle-refund.ts';

let shop: Awaited<ReturnType<typeof freshPayments>>;
const running: Refunder[] = [];
beforeAll(async () => void (shop = await freshPayments()));
afterEach(async () => {
  armFailpoints(undefined);
  await Promise.all(running.splice(0).map(async (part) => part.stop?.()));
});
afterAll(() => shop.close());

const real = () => simulator({ db: shop.db, failureRate: 0, latencyMinMs: 0, latencyMaxMs: 0 });
const declined = async (): Promise<Charged> => ({ outcome: 'declined', reason: 'refund_refused' });

function refunding(provider: Provider, { timeoutMs = 1_000, slots = 8, told = log } = {}): Refunder {
  const part = refunder({ db: shop.db, provider, timeoutMs, slots, log: told });
  running.push(part);
  void part.start?.();
  return part;
}

async function cancelled(): Promise<string> {
  const order = await captured(shop.db);
  await cancel(shop.db, order);
  return order.order_id;
}

/** What an admin asks for, without waiting for it. */
const requested = (transactionId: string, amount_cents: number, id = Bun.randomUUIDv7()) =>
  shop.db.transaction(async (tx) => {
    const payment = (await lockPayment(tx, 'transaction_id', transactionId))!;
    await requestRefund(tx, payment, { id, key: `refund:${id}`, amount_cents, reason: 'requested' });
    return id;
  });

const refunded = (orderId: string) =>
  until(async () => (await rows(shop.db, orderId))[0]?.status === 'refunded', { what: 'payment refunded' });

test('an answer that does not come is asked for again with the same key, and the money goes back once', async () => {
  const order_id = await cancelled();
  const provider = real();
  let silent = 2;
  const fake = fakeProvider(succeeds, async (request, signal) => {
    const answer = await provider.refund(request, signal);
    return (silent -= 1) < 0 ? answer : new Promise(() => {});
  });
  refunding(fake, { timeoutMs: 50 });
  await refunded(order_id);
  expect(fake.refunds.length).toBeGreaterThanOrEqual(3);
  expect(new Set(fake.refunds.map(({ key }) => key))).toEqual(new Set([`refund:${order_id}`]));
  expect(await givenBack(shop.db, order_id)).toBe(9_999);
  expect(await refundEvents(shop.db, order_id)).toHaveLength(1);
});

test.each(['payments.before-refund', 'payments.after-refund'])(
  'a failure at %s gives the money back once',
  async (point) => {
    armFailpoints(`${point}:error*1`);
    const order_id = await cancelled();
    refunding(real());
    await refunded(order_id);
    expect(await givenBack(shop.db, order_id)).toBe(9_999);
    expect(await refundEvents(shop.db, order_id)).toHaveLength(1);
    await expectFolded(shop.db, order_id);
  },
);

test('what a crash left is taken up by another copy, which says how much', async () => {
  const order_id = await cancelled();
  const [row] = await refundsOf(shop.db, order_id);
  await leaseRefund(shop.db, row!.id); // and the process dies
  await timePasses(shop.db);
  const told = heardLog();
  refunding(real(), { told });
  await refunded(order_id);
  expect(told.lines).toContainEqual(expect.objectContaining({ level: 'info', facts: { refunds: 1 } }));
});

test('what was put off is not called left over', async () => {
  const order_id = await cancelled();
  armFailpoints('payments.before-refund:error*1');
  const told = heardLog();
  refunding(real(), { told });
  await refunded(order_id);
  expect(told.lines.map(({ level }) => level)).toEqual(['warn']);
});

test('two copies ask for each refund once', async () => {
  const orders = await Promise.all(Array.from({ length: 20 }, cancelled));
  const fake = fakeProvider(succeeds, real().refund);
  refunding(fake, { slots: 4 });
  refunding(fake, { slots: 4 });
  await Promise.all(orders.map(refunded));
  expect(fake.refunds.map(({ order_id }) => order_id).toSorted()).toEqual(orders.toSorted());
});

test('an answer recorded twice counts and is told once', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const id = await requested(transaction_id, 1_000);
  const answer = { id, transaction_id, outcome: 'succeeded' as const, reason: null };
  await settleRefund({ db: shop.db, log }, answer);
  await settleRefund({ db: shop.db, log }, answer);
  await settleRefund({ db: shop.db, log }, { ...answer, outcome: 'declined', reason: 'late' });
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'partially_refunded', refunded_cents: 1_000 }]);
  expect(await refundEvents(shop.db, order_id)).toHaveLength(1);
  await expectFolded(shop.db, order_id);
});

test("a cancel while an admin's refund is open gives the rest back, and both together all of it", async () => {
  const order = await captured(shop.db);
  await requested(order.transaction_id, 4_000);
  await cancel(shop.db, order);
  expect(await refundsOf(shop.db, order.order_id)).toMatchObject([
    { reason: 'requested', amount_cents: 4_000 },
    { reason: 'order_cancelled', amount_cents: 5_999, key: `refund:${order.order_id}` },
  ]);
  refunding(real());
  await refunded(order.order_id);
  expect(await givenBack(shop.db, order.order_id)).toBe(9_999);
  await expectFolded(shop.db, order.order_id);
});

test("an admin's refund that is declined after the cancel is owed: the cancel gives that back too", async () => {
  const order = await captured(shop.db);
  const { order_id, transaction_id } = order;
  const id = await requested(transaction_id, 4_000);
  await cancel(shop.db, order);
  const provider = real();
  const picky = fakeProvider(succeeds, async (request, signal) =>
    request.key === `refund:${id}` ? declined() : provider.refund(request, signal),
  );
  refunding(picky);
  await refunded(order_id);
  expect((await refundsOf(shop.db, order_id)).map(({ key, amount_cents }) => [key, amount_cents])).toEqual([
    [`refund:${id}`, 4_000],
    [`refund:${order_id}`, 5_999],
    [`refund:${order_id}:2`, 4_000],
  ]);
  await expectFolded(shop.db, order_id);
});

test("a cancel's refund that is declined is asked for again under a new key, after a longer pause each time, and told", async () => {
  const order_id = await cancelled();
  const told = heardLog();
  const provider = real();
  let refusals = 2;
  const fake = fakeProvider(succeeds, (request, signal) =>
    (refusals -= 1) >= 0 ? declined() : provider.refund(request, signal),
  );
  const part = refunder({ db: shop.db, provider: fake, timeoutMs: 1_000, log: told });
  const pauses: number[] = [];
  for (let asked = 0; asked < 3; asked += 1) {
    const open = await runSql<{ id: string; pause: number }>(
      shop.db,
      `select id, extract(epoch from due_at - created_at)::float as pause from refunds where order_id = $1 and status = 'open'`,
      [order_id],
    );
    pauses.push(Math.round(open[0]!.pause));
    await timePasses(shop.db);
    await part.refund((await leaseRefund(shop.db, open[0]!.id))!);
  }
  expect(pauses).toEqual([0, 1, 2]);
  expect(fake.refunds.map(({ key }) => key)).toEqual(['', ':2', ':3'].map((nth) => `refund:${order_id}${nth}`));
  expect(told.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'refunded' }]);
  expect((await entriesOf(shop.db, order_id)).filter(({ kind }) => kind === 'refund_declined')).toHaveLength(2);
  await expectFolded(shop.db, order_id);
});

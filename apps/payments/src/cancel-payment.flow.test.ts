import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { continueTrace } from '@ecomm/runtime/trace';
import { until } from '@ecomm/testing/until';
import { cancelPayment } from './cancel-payment.ts';
import { openPayment } from './open-payment.ts';
import {
  cancel,
  captured,
  charge,
  entriesOf,
  expectFolded,
  freshPayments,
  intent,
  log,
  opened,
  refundEvents,
  refundsOf,
  rows,
  staged,
  waiting,
} from './payments.fixture.ts';
import type { Intent } from './payment.ts';
import { simulator } from './provider.ts';
import { refunder } from './refunder.ts';
import { leaseRefund } from './ask-refund.ts';
import { settleCharges, settler } from './settle-charges.ts';

let shop: Awaited<ReturnType<typeof freshPayments>>;
beforeAll(async () => void (shop = await freshPayments()));
afterAll(() => shop.close());

const transactionOf = async (orderId: string): Promise<string> => (await rows(shop.db, orderId))[0]!.transaction_id;

async function settle(orderId: string, outcome: 'succeeded' | 'declined'): Promise<void> {
  const transaction_id = await transactionOf(orderId);
  if (outcome === 'succeeded') await settleCharges(shop, [{ transaction_id, outcome, reason: null }]);
  else await settleCharges(shop, [{ transaction_id, outcome, reason: 'card_declined' }]);
}

/** Has the real provider decide the refunds that are open. */
async function refundOpen(orderId: string): Promise<void> {
  const provider = simulator({ db: shop.db, failureRate: 0, latencyMinMs: 0, latencyMaxMs: 0 });
  const refunding = refunder({ db: shop.db, provider, timeoutMs: 1_000, log });
  for (const { id } of await refundsOf(shop.db, orderId)) {
    const due = await leaseRefund(shop.db, id);
    if (due) await refunding.refund(due);
  }
}

test('cancelled before anyone heard of the order: a voided intent without an event, which order.created finds', async () => {
  const order = intent();
  const cause = Bun.randomUUIDv7();
  await cancel(shop.db, order, cause);
  await shop.db.transaction((tx) => openPayment({ wake: () => expect.unreachable() }, tx, order));
  expect(await rows(shop.db, order.order_id)).toMatchObject([{ status: 'failed', failure_reason: 'order_cancelled' }]);
  expect(await staged(shop.db, order.order_id)).toEqual([]);
  expect(await entriesOf(shop.db, order.order_id)).toMatchObject([{ kind: 'voided', amount_cents: 9_999 }]);
  await expectFolded(shop.db, order.order_id);
});

test('a capture recorded after the cancel is given back at once, caused by the cancel and in its trace', async () => {
  const order = await opened(shop.db);
  const { order_id } = order;
  const cause = Bun.randomUUIDv7();
  const cancelTrace = 'c0de'.repeat(8);
  await continueTrace(`00-${cancelTrace}-00f067aa0ba902b7-01`, () => cancel(shop.db, order, cause));
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'processing', refund_wanted: true }]);
  await charge(shop.db, await transactionOf(order_id));
  await settle(order_id, 'succeeded');
  const refund = { key: `refund:${order_id}`, amount_cents: 9_999, reason: 'order_cancelled', cause_id: cause };
  const [requested] = await refundsOf(shop.db, order_id);
  expect(requested).toMatchObject({ ...refund, status: 'open' });
  expect(requested!.traceparent).toContain(cancelTrace);
  await refundOpen(order_id);
  expect(await refundEvents(shop.db, order_id)).toMatchObject([
    { amount: 99.99, refunded_amount: 99.99, reason: 'order_cancelled', cause_id: cause },
  ]);
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'refunded', refunded_cents: 9_999 }]);
  await expectFolded(shop.db, order_id);
});

test('a cancel recorded after the capture gives all of it back, and wakes the refunder after its commit', async () => {
  const order = await captured(shop.db);
  let woken = 0;
  const heard = { ...order, cause_id: Bun.randomUUIDv7() };
  await shop.db.transaction(async (tx) => {
    await cancelPayment({ wakeRefunder: () => (woken += 1) }, tx, heard);
    expect(woken).toBe(0);
  });
  expect(woken).toBe(1);
  await refundOpen(order.order_id);
  expect(await rows(shop.db, order.order_id)).toMatchObject([{ status: 'refunded' }]);
  await expectFolded(shop.db, order.order_id);
});

test('a declined charge of a cancelled order leaves nothing to give back', async () => {
  const order = await opened(shop.db);
  await cancel(shop.db, order);
  await settle(order.order_id, 'declined');
  expect(await refundsOf(shop.db, order.order_id)).toEqual([]);
  expect(await rows(shop.db, order.order_id)).toMatchObject([{ status: 'failed', failure_reason: 'card_declined' }]);
  await expectFolded(shop.db, order.order_id);
});

test('an order that cost nothing is cancelled without a refund', async () => {
  const order = await captured(shop.db, { amount_cents: 0 });
  await cancel(shop.db, order);
  expect(await refundsOf(shop.db, order.order_id)).toEqual([]);
  await expectFolded(shop.db, order.order_id);
});

test('cancel and capture at once, each also twice: whoever is second asks for one refund of all', async () => {
  const orders = await Promise.all(Array.from({ length: 30 }, () => opened(shop.db)));
  await Promise.all(
    orders.flatMap((order) => [
      settle(order.order_id, 'succeeded'),
      cancel(shop.db, order),
      settle(order.order_id, 'succeeded'),
      cancel(shop.db, order),
    ]),
  );
  for (const { order_id } of orders) {
    expect(await refundsOf(shop.db, order_id)).toMatchObject([{ key: `refund:${order_id}`, amount_cents: 9_999 }]);
    const kinds = (await entriesOf(shop.db, order_id)).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['captured', 'intended', 'refund_requested', 'voided']);
    await expectFolded(shop.db, order_id);
  }
});

test('cancel and order.created at once: voided or to be charged, and never without a trace of the cancel', async () => {
  const orders = Array.from({ length: 30 }, () => intent());
  await Promise.all(
    orders.flatMap((order) => [
      shop.db.transaction((tx) => openPayment({ wake: () => {} }, tx, order)),
      cancel(shop.db, order),
    ]),
  );
  for (const { order_id } of orders) {
    const [row] = await rows(shop.db, order_id);
    expect(row!.refund_wanted).toBe(true);
    expect(await staged(shop.db, order_id)).toEqual(row!.status === 'failed' ? [] : ['payment.attempted']);
    await expectFolded(shop.db, order_id);
  }
});

test('answers and cancels that hold rows in different orders are all recorded', async () => {
  const [first, second] = [await opened(shop.db), await opened(shop.db)];
  const ids = [await transactionOf(first.order_id), await transactionOf(second.order_id)];
  const answers = ids.map((transaction_id) => ({ transaction_id, outcome: 'succeeded' as const, reason: null }));
  const heard = (tx: Tx, order: Intent) =>
    cancelPayment({ wakeRefunder: () => {} }, tx, { ...order, cause_id: Bun.randomUUIDv7() });
  let settling: Promise<unknown> | undefined;
  await shop.db.transaction(async (tx) => {
    await heard(tx, second);
    settling = Promise.all(answers.map(settler(shop)));
    settling.catch(() => undefined);
    await until(async () => (await waiting(shop.db)) > 0, { what: 'the answers at the row lock' });
    await heard(tx, first);
  });
  await settling;
  for (const { order_id } of [first, second]) {
    expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'succeeded', refund_wanted: true }]);
    expect(await refundsOf(shop.db, order_id)).toHaveLength(1);
  }
});

test.each([{ amount_cents: 1 }, { user_id: 8 }])('a cancel with %p is refused for good', async (other) => {
  for (const order of [await opened(shop.db), await captured(shop.db)]) {
    expect(cancel(shop.db, { ...order, ...other })).rejects.toMatchObject({
      code: 'payment.mismatch',
      permanent: true,
    });
    expect(await rows(shop.db, order.order_id)).toMatchObject([{ refund_wanted: false }]);
  }
});

test('payment.succeeded is caused by payment.attempted, wherever it is settled', async () => {
  const { order_id } = await captured(shop.db);
  const [attempted, succeeded] = await runSql<{ id: string; cause_id: string | null }>(
    shop.db,
    'select id, cause_id from outbox where key = $1 order by position',
    [order_id],
  );
  expect(succeeded!.cause_id).toBe(attempted!.id);
});

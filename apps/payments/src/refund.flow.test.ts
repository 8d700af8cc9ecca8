import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { until } from '@ecomm/testing/until';
import { admin, owner, served, stranger } from './app.fixture.ts';
import {
  captured,
  expectFolded,
  givenBack,
  opened,
  refundEvents,
  refundsOf,
  rows,
  timePasses,
} from './payments.fixture.ts';
import type { Charged } from './provider.ts';
import { readPaymentStatus } from './read-payments.ts';

let shop: Awaited<ReturnType<typeof served>>;
beforeAll(async () => void (shop = await served({ waitMs: 500 })));
afterEach(() => {
  delete shop.instead.refund;
});
afterAll(() => shop.close());

const keyed = (key: string) => ({ ...admin, 'idempotency-key': key });
const drawKey = () => crypto.randomUUID();
const silent = (): Promise<Charged> => new Promise(() => {});

test('a refund of a part, then of the rest: the payment says what went back, and each is announced', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const part = await shop.refund(transaction_id, { amount: 20.5 });
  expect(part).toMatchObject({
    status: 200,
    body: { status: 'partially_refunded', amount: 99.99, refunded_amount: 20.5 },
  });
  const rest = await shop.refund(transaction_id);
  expect(rest).toMatchObject({ status: 200, body: { status: 'refunded', refunded_amount: 99.99 } });
  expect(await refundEvents(shop.db, order_id)).toMatchObject([
    { amount: 20.5, refunded_amount: 20.5, reason: 'requested', transaction_id, user_id: 7, cause_id: null },
    { amount: 79.49, refunded_amount: 99.99, reason: 'requested', cause_id: null },
  ]);
  expect(await givenBack(shop.db, order_id)).toBe(9_999);
  await expectFolded(shop.db, order_id);
});

test('more than is left is refused, and nothing is written', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  await shop.refund(transaction_id, { amount: 50 });
  const refused = { status: 422, body: { code: 'refund.exceeds_captured' } };
  expect(await shop.refund(transaction_id, { amount: 50 })).toMatchObject(refused);
  await shop.refund(transaction_id);
  expect(await shop.refund(transaction_id)).toMatchObject(refused);
  expect(await refundsOf(shop.db, order_id)).toHaveLength(2);
});

test('an order that cost nothing has nothing to be refunded', async () => {
  const { transaction_id } = await captured(shop.db, { amount_cents: 0 });
  expect(await shop.refund(transaction_id)).toMatchObject({ status: 422, body: { code: 'refund.exceeds_captured' } });
});

test('what was not captured can not be refunded', async () => {
  const { order_id } = await opened(shop.db);
  const [row] = await rows(shop.db, order_id);
  const refused = { status: 409, body: { code: 'payment.not_captured' } };
  expect(await shop.refund(row!.transaction_id)).toMatchObject(refused);
  const failed = await shop.process((await opened(shop.db, { payment_method: 'test_decline' })).order_id);
  expect(await shop.refund(String(failed.body['transaction_id']))).toMatchObject(refused);
});

test('only admins refund, and only what there is', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  for (const caller of [owner, stranger])
    expect(await shop.refund(transaction_id, {}, caller)).toMatchObject({
      status: 403,
      body: { code: 'auth.forbidden' },
    });
  expect(await shop.refund(transaction_id, {}, {})).toMatchObject({ status: 401 });
  for (const id of [Bun.randomUUIDv7(), 'x']) expect(await shop.refund(id)).toMatchObject({ status: 404 });
  expect(await refundsOf(shop.db, order_id)).toEqual([]);
});

test.each([{ amount: 0 }, { amount: -1 }, { amount: 0.001 }, { amount: '5' }, { reason: 'x' }, null])(
  'the body %j is invalid',
  async (body) => {
    const { transaction_id } = await captured(shop.db);
    expect(await shop.refund(transaction_id, body)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  },
);

test('twenty refunds at once never give back more than was captured', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => shop.refund(transaction_id, { amount: 30 }, keyed(drawKey()))),
  );
  // On a busy machine some are a 503, which says nothing of what became of them.
  const refused = answers.filter(({ status }) => status !== 200 && status !== 503).map(({ body }) => body['code']);
  for (const code of refused) expect(['refund.in_progress', 'refund.exceeds_captured']).toContain(code as string);
  const isUsedUp = async () => {
    await timePasses(shop.db);
    return (await shop.refund(transaction_id, { amount: 30 })).body['code'] === 'refund.exceeds_captured';
  };
  await until(isUsedUp, { timeoutMs: 20_000 });
  expect(await givenBack(shop.db, order_id)).toBe(9_000);
  await expectFolded(shop.db, order_id);
});

test('the same key again is the same refund and the same answer', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const key = drawKey();
  const first = await shop.refund(transaction_id, { amount: 10 }, keyed(key));
  const again = await shop.refund(transaction_id, { amount: 10 }, keyed(key));
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await refundsOf(shop.db, order_id)).toHaveLength(1);
  const other = await shop.refund(transaction_id, { amount: 11 }, keyed(key));
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
});

test('while the provider is silent the refund is in progress for everyone; the same key later answers what came of it', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const key = drawKey();
  shop.instead.refund = silent;
  const first = await shop.refund(transaction_id, { amount: 10 }, keyed(key));
  expect(first).toMatchObject({ status: 409, body: { code: 'refund.in_progress' } });
  expect(first.headers.get('retry-after')).toBe('1');
  for (const headers of [admin, keyed(drawKey())])
    expect(await shop.refund(transaction_id, { amount: 10 }, headers)).toMatchObject({
      status: 409,
      body: { code: 'refund.in_progress' },
    });
  delete shop.instead.refund;
  await timePasses(shop.db);
  const later = await shop.refund(transaction_id, { amount: 10 }, keyed(key));
  expect(later).toMatchObject({ status: 200, body: { refunded_amount: 10 } });
  expect(await refundsOf(shop.db, order_id)).toHaveLength(1);
  expect(await givenBack(shop.db, order_id)).toBe(1_000);
});

test('a refund that the provider declines is a 409, gives its key back, and may be made later', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const key = drawKey();
  shop.instead.refund = async () => ({ outcome: 'declined', reason: 'refund_refused' });
  const declined = await shop.refund(transaction_id, {}, keyed(key));
  expect(declined).toMatchObject({ status: 409, body: { code: 'refund.declined' } });
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'succeeded', refunded_cents: 0 }]);
  delete shop.instead.refund;
  expect(await shop.refund(transaction_id, {}, keyed(key))).toMatchObject({
    status: 200,
    body: { status: 'refunded' },
  });
  await expectFolded(shop.db, order_id);
});

test("the provider's book lists charge and refunds, and gRPC's facts count what went back", async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  await shop.refund(transaction_id, { amount: 1.25 });
  const { body } = await shop.ask(`/ledger?order_id=${order_id}`, admin);
  const [row] = await refundsOf(shop.db, order_id);
  expect(body.items).toMatchObject([
    { key: `refund:${row!.id}`, kind: 'refund', amount: 1.25, outcome: 'succeeded', transaction_id },
    { key: order_id, kind: 'charge', amount: 99.99, outcome: 'succeeded' },
  ]);
  expect(await readPaymentStatus(shop.db, order_id)).toMatchObject({
    status: 'partially_refunded',
    amount_cents: 9_999,
    refunded_amount_cents: 125,
  });
});

test('no entry is ever changed or removed', async () => {
  const { transaction_id } = await captured(shop.db);
  for (const statement of [
    'update payment_entries set amount_cents = 0 where transaction_id = $1',
    'delete from payment_entries where transaction_id = $1',
  ])
    expect(runSql(shop.db, statement, [transaction_id])).rejects.toThrow();
  expect(runSql(shop.db, 'truncate payment_entries')).rejects.toThrow();
});

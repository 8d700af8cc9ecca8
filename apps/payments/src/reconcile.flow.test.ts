import { afterAll, beforeEach, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import {
  cancel,
  captured,
  charge,
  entriesOf,
  expectFolded,
  freshPayments,
  heardLog,
  intent,
  opened,
  refundEvents,
  refundsOf,
  rows,
  staged,
} from './payments.fixture.ts';
import { lockPayment } from './payment-entries.ts';
import { reconcileOnce } from './reconcile.ts';
import { requestRefund } from './request-refund.ts';

let shop: Awaited<ReturnType<typeof freshPayments>>;
beforeAll(async () => void (shop = await freshPayments()));
beforeEach(async () => void (await runSql(shop.db, 'delete from provider_ledger')));
afterAll(() => shop.close());

const transactionOf = async (orderId: string): Promise<string> => (await rows(shop.db, orderId))[0]!.transaction_id;
const age = (by = '1 minute') => runSql(shop.db, 'update provider_ledger set at = at - $1::interval', [by]);

/** Plants an entry in the provider's book. */
const plant = (entry: {
  key: string;
  transaction_id: string;
  order_id: string;
  kind?: string;
  cents?: number;
  outcome?: string;
}) =>
  runSql(
    shop.db,
    `insert into provider_ledger (key, transaction_id, order_id, kind, amount_cents, outcome) values ($1, $2, $3, $4, $5, $6)`,
    [
      entry.key,
      entry.transaction_id,
      entry.order_id,
      entry.kind ?? 'charge',
      entry.cents ?? 9_999,
      entry.outcome ?? 'succeeded',
    ],
  );

/** One pass; what it said, and who it woke. */
async function pass() {
  const log = heardLog();
  const woken: string[] = [];
  const wakes = { wake: () => void woken.push('charger'), wakeRefunder: () => void woken.push('refunder') };
  const next = await reconcileOnce({ db: shop.db, log, ...wakes });
  const said = log.lines.map(({ level, facts }) => [level, facts['difference'], facts['count']]);
  return { said, woken, next };
}

const dueIn = async (table: 'payments' | 'refunds', orderId: string): Promise<number> => {
  const text = `select extract(epoch from due_at - clock_timestamp())::float as seconds from ${table} where order_id = $1`;
  return (await runSql<{ seconds: number }>(shop.db, text, [orderId]))[0]!.seconds;
};
const putFarOff = (table: 'payments' | 'refunds', orderId: string) =>
  runSql(shop.db, `update ${table} set due_at = clock_timestamp() + interval '1 hour' where order_id = $1`, [orderId]);

test('where both agree nothing is said and nothing is done', async () => {
  await Promise.all([captured(shop.db), captured(shop.db)]);
  await age();
  expect(await pass()).toEqual({ said: [], woken: [], next: 0 });
});

test('a charge that the provider made and we did not record is due at once', async () => {
  const { order_id } = await opened(shop.db);
  await charge(shop.db, await transactionOf(order_id));
  await putFarOff('payments', order_id);
  await age();
  expect(await pass()).toMatchObject({ said: [['info', 'charge not recorded, mended', 1]], woken: ['charger'] });
  expect(await dueIn('payments', order_id)).toBeLessThanOrEqual(0);
});

test('what is younger than half a minute may be under way, and what is older than a day is not looked at', async () => {
  const { order_id } = await opened(shop.db);
  await charge(shop.db, await transactionOf(order_id));
  expect((await pass()).said).toEqual([]);
  await age('25 hours');
  expect((await pass()).said).toEqual([]);
});

test('a capture of an order that was cancelled before we heard of it is recorded, told and given back', async () => {
  const order = intent();
  const cause = Bun.randomUUIDv7();
  await cancel(shop.db, order, cause);
  await charge(shop.db, await transactionOf(order.order_id));
  await age();
  expect(await pass()).toMatchObject({
    said: [['info', 'capture of a cancelled order, mended', 1]],
    woken: ['refunder'],
  });
  expect((await pass()).said).toEqual([]);
  expect(await refundsOf(shop.db, order.order_id)).toMatchObject([
    { amount_cents: 9_999, cause_id: cause, status: 'open' },
  ]);
  expect(await staged(shop.db, order.order_id)).toEqual(['payment.succeeded']);
  await expectFolded(shop.db, order.order_id);
});

test('a refund that the provider made and we did not record is due at once', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  const id = Bun.randomUUIDv7();
  await shop.db.transaction(async (tx) => {
    const payment = (await lockPayment(tx, 'transaction_id', transaction_id))!;
    await requestRefund(tx, payment, { id, key: `refund:${id}`, amount_cents: 100, reason: 'requested' });
  });
  await plant({ key: `refund:${id}`, transaction_id, order_id, kind: 'refund', cents: 100 });
  await putFarOff('refunds', order_id);
  await age();
  expect(await pass()).toMatchObject({ said: [['info', 'refund not recorded, mended', 1]], woken: ['refunder'] });
  expect(await dueIn('refunds', order_id)).toBeLessThanOrEqual(0);
});

test('a refund that we know nothing of is entered and told', async () => {
  const { order_id, transaction_id } = await captured(shop.db);
  await plant({ key: 'refund:by-hand', transaction_id, order_id, kind: 'refund', cents: 500 });
  await age();
  expect((await pass()).said).toEqual([['info', 'unknown refund, mended', 1]]);
  expect((await pass()).said).toEqual([]);
  expect(await refundEvents(shop.db, order_id)).toMatchObject([{ amount: 5, refunded_amount: 5 }]);
  expect((await entriesOf(shop.db, order_id)).map(({ kind }) => kind)).toEqual([
    'intended',
    'captured',
    'refund_requested',
    'refunded',
  ]);
  await expectFolded(shop.db, order_id);
});

test('what only people can judge is an error each pass, counted by its kind', async () => {
  const stranger = { transaction_id: Bun.randomUUIDv7(), order_id: Bun.randomUUIDv7() };
  await plant({ key: stranger.order_id, ...stranger });
  const twice = await captured(shop.db);
  await plant({ key: `${twice.order_id}:again`, ...twice });
  const other = await opened(shop.db);
  await plant({
    key: other.order_id,
    order_id: other.order_id,
    transaction_id: await transactionOf(other.order_id),
    cents: 1,
  });
  const more = await captured(shop.db);
  await plant({ key: 'refund:too-much', ...more, kind: 'refund', cents: 10_000 });
  await age();
  const expected = [
    ['error', 'unknown order', 1],
    ['error', 'unknown charge', 1],
    ['error', 'another amount', 1],
    ['error', 'unknown refund', 1],
  ];
  for (const _ of [1, 2]) expect((await pass()).said).toEqual(expected);
});

test('while another copy is at it nothing is looked at', async () => {
  const { order_id } = await opened(shop.db);
  await charge(shop.db, await transactionOf(order_id));
  await age();
  await shop.db.transaction(async (tx) => {
    await runSql(tx, `select pg_advisory_xact_lock(hashtext('payments.reconcile'))`);
    expect((await pass()).said).toEqual([]);
  });
  expect((await pass()).said).toHaveLength(1);
});

test('a long book is read page by page to its end', async () => {
  await runSql(
    shop.db,
    `insert into provider_ledger (key, transaction_id, order_id, kind, amount_cents, outcome)
     select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'charge', 1, 'succeeded' from generate_series(1, 2500)`,
  );
  await age();
  expect(await pass()).toMatchObject({ said: [['error', 'unknown order', 2_500]], next: 0 });
});

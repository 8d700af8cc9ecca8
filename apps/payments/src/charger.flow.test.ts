import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { connect, type Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { continueTrace } from '@ecomm/runtime/trace';
import { proxy, type Moment } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { leaseCharge } from './charge-payment.ts';
import { charger, type Charger } from './charger.ts';
import {
  booked,
  expectFolded,
  fakeProvider,
  freshPayments,
  heardLog,
  log,
  opened,
  rows,
  staged,
  succeeds,
  timePasses,
} from './payments.fixture.ts';
import { simulator, type Provider } from './provider.ts';
import { settleCharges } from './settle-charges.ts';

let shop: Awaited<ReturnType<typeof freshPayments>>;
const running: Charger[] = [];
beforeAll(async () => void (shop = await freshPayments()));
afterEach(async () => {
  armFailpoints(undefined);
  await Promise.all(running.splice(0).map(async (part) => part.stop?.()));
});
afterAll(() => shop.close());

function charging(provider: Provider, { db = shop.db, timeoutMs = 1_000, slots = 256, told = log } = {}): Charger {
  const part = charger({ db, provider, timeoutMs, slots, log: told });
  running.push(part);
  void part.start?.();
  return part;
}

const final = (orderId: string, status: string, db: Db = shop.db) =>
  until(async () => (await rows(db, orderId))[0]?.status === status, { what: `payment ${status}` });
const provider = (more = {}) => simulator({ db: shop.db, failureRate: 0, latencyMinMs: 0, latencyMaxMs: 0, ...more });

test('a charge that succeeds is recorded and announced together', async () => {
  const { order_id } = await opened(shop.db, { payment_method: 'test_success' });
  charging(provider({ failureRate: 1 }));
  await final(order_id, 'succeeded');
  expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
  expect(await booked(shop.db, order_id)).toEqual([{ outcome: 'succeeded' }]);
});

test('a declined charge fails the payment with the reason', async () => {
  const { order_id } = await opened(shop.db, { payment_method: 'test_decline' });
  charging(provider());
  await final(order_id, 'failed');
  expect(await rows(shop.db, order_id)).toMatchObject([{ failure_reason: 'card_declined' }]);
  expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.failed']);
});

test('an answer that is lost is asked for again with the same key, and the first decision counts', async () => {
  const { order_id } = await opened(shop.db, { payment_method: 'test_timeout' });
  charging(provider({ failureRate: 1 }), { timeoutMs: 50 });
  await final(order_id, 'failed');
  expect(await rows(shop.db, order_id)).toMatchObject([{ attempts: 2 }]);
  expect(await booked(shop.db, order_id)).toEqual([{ outcome: 'declined' }]);
});

test('a crash between charge and record charges nobody twice', async () => {
  const { order_id } = await opened(shop.db);
  const real = provider();
  let crashed = false;
  const crashing = fakeProvider(async (request, signal) => {
    const charged = await real.charge(request, signal);
    if (!crashed) {
      crashed = true;
      await new Promise(() => {}); // the process dies with the answer in hand
    }
    return charged;
  });
  const dying = charger({ db: shop.db, provider: crashing, timeoutMs: 1_000, log });
  void dying.start?.();
  await until(() => crashed);
  void dying.stop?.();
  charging(crashing);
  await timePasses(shop.db);
  await final(order_id, 'succeeded');
  expect(await booked(shop.db, order_id)).toHaveLength(1);
  expect(crashing.asked.map(({ key }) => key)).toEqual([order_id, order_id]);
});

test.each(['payments.before-charge', 'payments.after-charge'])('a failure at %s charges once', async (point) => {
  armFailpoints(`${point}:error*1`);
  const { order_id } = await opened(shop.db);
  charging(provider());
  await final(order_id, 'succeeded');
  expect(await booked(shop.db, order_id)).toHaveLength(1);
  await expectFolded(shop.db, order_id);
});

test('what a crash left is taken up by another copy, which says how much', async () => {
  const { order_id } = await opened(shop.db);
  await leaseCharge(shop.db, order_id); // and the process dies
  await timePasses(shop.db);
  const told = heardLog();
  charging(provider(), { told });
  await final(order_id, 'succeeded');
  expect(told.lines).toContainEqual(expect.objectContaining({ level: 'info', facts: { charges: 1 } }));
});

test('two copies charge each payment once', async () => {
  const orders = await Promise.all(Array.from({ length: 60 }, () => opened(shop.db)));
  const fake = fakeProvider(succeeds);
  charging(fake, { slots: 8 });
  charging(fake, { slots: 8 });
  await Promise.all(orders.map(({ order_id }) => final(order_id, 'succeeded')));
  expect(fake.asked.map(({ order_id }) => order_id).toSorted()).toEqual(
    orders.map(({ order_id }) => order_id).toSorted(),
  );
});

test('charges run side by side, in no more slots than there are', async () => {
  const orders = await Promise.all(Array.from({ length: 40 }, () => opened(shop.db)));
  let now = 0;
  let most = 0;
  const fake = fakeProvider(async () => {
    most = Math.max(most, (now += 1));
    await Bun.sleep(20);
    now -= 1;
    return { outcome: 'succeeded', reason: null };
  });
  charging(fake, { slots: 10 });
  await Promise.all(orders.map(({ order_id }) => final(order_id, 'succeeded')));
  expect(most).toBe(10);
});

test('a provider that is away is asked again, and no payment is final meanwhile', async () => {
  const { order_id } = await opened(shop.db);
  let away = true;
  const fake = fakeProvider(async () => {
    if (away) throw new Error('connection refused');
    return succeeds();
  });
  charging(fake);
  await until(() => fake.asked.length >= 2);
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'processing' }]);
  away = false;
  await final(order_id, 'succeeded');
});

test('the first recorded answer counts: a second one writes and says nothing', async () => {
  const { order_id } = await opened(shop.db);
  const [row] = await rows(shop.db, order_id);
  const { transaction_id } = row!;
  await settleCharges(shop, [{ transaction_id, outcome: 'succeeded', reason: null }]);
  await settleCharges(shop, [{ transaction_id, outcome: 'declined', reason: 'card_declined' }]);
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'succeeded', failure_reason: null }]);
  expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
});

test('the result carries the trace its order came with', async () => {
  const { order_id } = await continueTrace(undefined, () => opened(shop.db));
  charging(provider());
  await final(order_id, 'succeeded');
  const traces = await runSql<{ traceparent: string }>(shop.db, 'select traceparent from outbox where key = $1', [
    order_id,
  ]);
  expect(new Set(traces.map(({ traceparent }) => traceparent.split('-')[1])).size).toBe(1);
});

test.each<Moment>(['before', 'during', 'after'])(
  'cut %s the COMMIT of the result: charged once, announced once',
  async (moment) => {
    const between = await proxy(shop.url);
    const db = connect({ url: between.url, log, max: 2, deadlineMs: 500 });
    const { order_id } = await opened(shop.db);
    const cut = between.cutAt(/^commit/i, moment);
    charging(provider(), { db });
    await cut;
    await until(() => timePasses(shop.db).then(async () => (await rows(shop.db, order_id))[0]?.status === 'succeeded'));
    expect(await booked(shop.db, order_id)).toHaveLength(1);
    expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
    await Promise.all(running.splice(0).map(async (part) => part.stop?.()));
    await db.$close();
    await between.close();
  },
);

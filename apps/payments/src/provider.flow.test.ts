import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { charger } from './charger.ts';
import { config } from './config.ts';
import {
  booked,
  fakeProvider,
  succeeds,
  captured,
  freshPayments,
  givenBack,
  log,
  opened,
  rows,
  staged,
  timePasses,
  waiting,
} from './payments.fixture.ts';
import { misbehaviour, modes } from './provider-modes.ts';
import { simulator, type Provider } from './provider.ts';
import { leaseCharge } from './charge-payment.ts';
import { guarded } from './guarded-provider.ts';
import { until } from '@ecomm/testing/until';

let shop: Awaited<ReturnType<typeof freshPayments>>;
beforeAll(async () => void (shop = await freshPayments()));
afterAll(() => shop.close());

const simulated = (more = {}) => simulator({ db: shop.db, failureRate: 0, latencyMinMs: 0, latencyMaxMs: 0, ...more });
const never = new AbortController().signal;
const back = (of: { order_id: string; transaction_id: string }, key: string, amount_cents: number) => ({
  ...of,
  key,
  amount_cents,
});

test('the provider gives back no more than it took, also to twenty who ask at once', async () => {
  const charge = await captured(shop.db);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => simulated().refund(back(charge, `k${i}`, 1_000), never)),
  );
  expect(answers.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(9);
  expect(await givenBack(shop.db, charge.order_id)).toBe(9_000);
  expect(await simulated().refund(back(charge, 'more', 1_000), never)).toEqual({
    outcome: 'declined',
    reason: 'exceeds_charge',
  });
});

test('refunds of one charge are decided one after another', async () => {
  const charge = await captured(shop.db);
  let decided: Promise<unknown> | undefined;
  await shop.db.transaction(async (tx) => {
    await runSql(tx, 'select 1 from provider_ledger where key = $1 for update', [charge.order_id]);
    decided = simulated().refund(back(charge, 'second', 1_000), never);
    await until(async () => (await waiting(shop.db)) > 0, { what: 'the second refund at the lock' });
  });
  expect(await decided).toMatchObject({ outcome: 'succeeded' });
});

test('a refund asked for again with its key is answered as the first time, and made once', async () => {
  const charge = await captured(shop.db);
  const ask = (provider = simulated()) => provider.refund(back(charge, `r:${charge.order_id}`, 5_000), never);
  expect(await ask()).toEqual({ outcome: 'succeeded', reason: null });
  expect(await ask(simulated({ declinesRefund: () => true }))).toEqual({ outcome: 'succeeded', reason: null });
  expect(await givenBack(shop.db, charge.order_id)).toBe(5_000);
});

test('what was never charged is not given back', async () => {
  const none = { order_id: Bun.randomUUIDv7(), transaction_id: Bun.randomUUIDv7() };
  expect(await simulated().refund(back(none, 'none', 1), never)).toMatchObject({ reason: 'exceeds_charge' });
});

/** Charges one order by a provider in these modes until it is final. */
async function chargedIn(wanted: Parameters<typeof misbehaviour>[0]['modes'], timeoutMs = 50) {
  const { around, delivered } = misbehaviour({ modes: wanted, seed: 'a seed' });
  const asked: string[] = [];
  const real = simulated();
  const watched: Provider = {
    ...real,
    charge: (request, signal) => (asked.push(request.key), real.charge(request, signal)),
  };
  const charging = charger({ db: shop.db, provider: around(watched), delivered, timeoutMs, log });
  const { order_id } = await opened(shop.db);
  await until(
    async () => {
      await timePasses(shop.db);
      const due = await leaseCharge(shop.db, order_id);
      if (due) await charging.charge(due);
      return (await rows(shop.db, order_id))[0]?.status === 'succeeded';
    },
    { timeoutMs: 10_000 },
  );
  expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
  expect(await booked(shop.db, order_id)).toHaveLength(1);
  return { asked, order_id };
}

test('answers that are lost half of the time: charged once, asked with one key', async () => {
  const { asked, order_id } = await chargedIn({ 'lose-answer': 0.5 });
  expect(new Set(asked)).toEqual(new Set([order_id]));
});

test('answers that all come late are recorded all the same, once', async () => {
  await chargedIn({ 'late-answer': 1 });
});

test('answers that are delivered twice are recorded once', async () => {
  await chargedIn({ twice: 1 });
});

test('refunds are declined as the mode says', async () => {
  const { declinesRefund } = misbehaviour({ modes: { 'decline-refund': 1 }, seed: '' });
  const charge = await captured(shop.db);
  const answer = await simulated({ declinesRefund }).refund(back(charge, charge.order_id + ':r', 1), never);
  expect(answer).toEqual({ outcome: 'declined', reason: 'refund_refused' });
  expect(
    await runSql(
      shop.db,
      `select 1 from provider_ledger where kind = 'refund' and outcome = 'declined' and order_id = $1`,
      [charge.order_id],
    ),
  ).toHaveLength(1);
});

test('modes are read from the environment, refused when wrong, and never with NODE_ENV=production', () => {
  expect(modes.parse('lose-answer@0.05, twice')).toEqual({ 'lose-answer': 0.05, twice: 1 });
  for (const wrong of ['lose', 'twice@2', 'twice@x']) expect(() => modes.parse(wrong)).toThrow('must be like');
  const production = { NODE_ENV: 'production', SERVICE_TOKEN: 'a-token-of-16-characters' };
  expect(() => config({ ...production, PROVIDER_MODES: 'twice@0.1' })).toThrow('PROVIDER_MODES');
  expect(config(production).own.PROVIDER_MODES).toEqual({});
});

test('a provider that fails five times in a row is left alone, and seen as open', async () => {
  const away = { charge: () => Promise.reject(new Error('away')), refund: () => Promise.reject(new Error('away')) };
  const provider = guarded(away, log);
  const request = { ...(await captured(shop.db)), key: 'k' };
  for (let i = 0; i < 5; i += 1) await provider.refund(request, never).catch(() => undefined);
  expect(provider.state()).toBe('open');
  expect(provider.charge(request, never)).rejects.toMatchObject({ code: 'provider.unavailable' });
});

test('while the provider is away one charge a second is a trial, the others wait with the patience they have; then all succeed', async () => {
  let away = true;
  const fake = fakeProvider(async () => {
    if (away) throw new Error('away');
    return succeeds();
  });
  const provider = guarded(fake, log);
  const isUp = () => provider.state() === 'closed';
  const orders = await Promise.all(Array.from({ length: 40 }, () => opened(shop.db)));
  const charging = charger({ db: shop.db, provider, isUp, timeoutMs: 1_000, slots: 8, log });
  void charging.start?.();
  const tried = () =>
    runSql<{ n: number }>(shop.db, 'select sum(attempts)::int as n from payments where status = $1', ['processing']);
  let asked = 0;
  await until(() => !isUp() && (asked ||= fake.asked.length) > 0);
  await until(() => fake.asked.length >= asked + 3, { timeoutMs: 10_000 });
  expect((await tried())[0]!.n).toBeLessThan(30);
  away = false;
  await until(async () => (await tried())[0]!.n === null, { timeoutMs: 15_000 });
  for (const { order_id } of orders) expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'succeeded' }]);
  await charging.stop?.();
}, 30_000);

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { failure } from '@ecomm/testing/failure';
import { until } from '@ecomm/testing/until';
import { stockOf } from '../../src/audit.ts';
import type { JournalEntry } from '../record/run-record.ts';
import { startWorld, type RunningWorld } from './world.ts';

const copies = { users: 1, products: 1, orders: 2, payments: 1, notifications: 1 };
const buyers = 6;

let world: RunningWorld;
beforeAll(async () => void (world = await startWorld({ seed: 5, servers: 'test', copies, buyers })), 120_000);
afterAll(() => world?.close(), 30_000);

const entries = (request: JournalEntry['request']): JournalEntry[] =>
  world.record.journal.filter((entry) => entry.request === request);
const ackedOrders = (): Map<string, JournalEntry[]> =>
  Map.groupBy(
    entries('place').filter(({ outcome }) => outcome === 'acked'),
    ({ orderId }) => orderId!,
  );

async function order(count: number): Promise<void> {
  const { load } = world;
  const before = load.acked;
  load.rate(5);
  await until(() => load.acked >= before + count, { what: `${count} orders`, timeoutMs: 60_000 });
  load.rate(0);
}

test('orders go on while a copy is killed, the shop comes to rest, and record and shop agree', async () => {
  const { load, record, shop } = world;
  expect(entries('sign-up').filter(({ outcome, userId }) => outcome === 'acked' && userId > 0)).toHaveLength(buyers);
  await order(5);
  await world.window('a copy dies', async () => {
    world.kill('orders#1');
    expect(await world.untilReady('orders#1')).toBeGreaterThan(0);
    await order(15);
  });
  await load.idle();
  await world.settle(60_000);

  expect(record.kills).toEqual([
    { process: 'orders#1', signal: 'SIGKILL', at: expect.any(Number), readyAt: expect.any(Number) },
  ]);
  expect(record.kills[0]!.readyAt).toBeGreaterThan(record.kills[0]!.at);
  expect(record.exits).toEqual([]);
  expect(record.windows).toEqual([{ fault: 'a copy dies', from: expect.any(Number), until: record.healedAt }]);

  const acked = ackedOrders();
  expect(acked.size).toBe(load.acked);
  for (const answers of acked.values()) expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  const [row] = await shop.sql('orders')<
    { n: number }[]
  >`select count(*)::int as n from orders where id in ${shop.sql('orders')([...acked.keys()])}`;
  expect(row!.n).toBe(acked.size);
  const traces = record.journal.map(({ traceId }) => traceId);
  expect(new Set(traces).size).toBe(traces.length);

  expect(new Set(record.stockBefore.keys())).toEqual(new Set((await stockOf(shop)).keys()));
  expect(world.mail.received.length).toBeGreaterThanOrEqual(buyers + 2 * acked.size);
  const { links } = world;
  expect(links.postgres.connections()).toBeGreaterThan(5);
  expect(links['products-grpc'].connections()).toBeGreaterThan(0);
  expect(new Set(record.usage.map(({ process }) => process)).size).toBe(6);
  expect(record.usage.every(({ memory, descriptors }) => memory > 0 && descriptors > 0)).toBe(true);
  expect(Math.max(...record.usage.map(({ memory }) => memory))).toBeWithin(20e6, 400e6);
}, 150_000);

test('an armed failpoint kills where it is, is known by its name, and is gone when it is disarmed', async () => {
  const { load, record } = world;
  const before = record.kills.length;
  await world.arm('payments', 'payments.after-charge:kill*2');
  await order(8);
  const byFailpoint = await until(() => record.kills.find(({ failpoint }) => failpoint), {
    what: 'a kill',
    timeoutMs: 30_000,
  });
  expect(byFailpoint).toMatchObject({ process: 'payments', signal: 'SIGKILL', failpoint: 'payments.after-charge' });
  await world.disarm('payments');
  // One for each restart, but for the one that finds the process dead.
  expect(record.kills.slice(before).filter(({ signal }) => signal === 'SIGTERM').length).toBeWithin(1, 3);
  await load.idle();
  await world.settle(60_000);
  expect(record.kills.every(({ readyAt }) => readyAt !== undefined)).toBe(true);
  expect(record.exits).toEqual([]);
}, 150_000);

test('a shop with work under way is not at rest, and it is said what is left', async () => {
  const { load } = world;
  world.freeze('payments');
  load.rate(5);
  await until(
    async () => {
      const [row] = await world.shop.sql('orders')<
        { n: number }[]
      >`select count(*)::int as n from orders where status = 'pending'`;
      return row!.n > 0;
    },
    { what: 'a pending order', timeoutMs: 30_000 },
  );
  load.rate(0);
  expect(String(await failure(world.settle(500)))).toMatch(/still \d+ pending orders/);
  world.thaw('payments');
  await load.idle();
  await world.settle(60_000);
}, 150_000);

test('what is planted lies where the record says', async () => {
  const planted = await world.plant(
    { kind: 'harmless', what: 'a late order.updated', topic: 'order.updated', eventId: 'e' },
    { key: 'k', value: '{}', headers: {}, partition: 3 },
  );
  expect(planted).toMatchObject({ topic: 'order.updated', partition: 3, offset: expect.stringMatching(/^\d+$/) });
  expect(world.record.planted).toEqual([planted]);
});

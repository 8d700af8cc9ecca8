import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { startWorld, type RunningWorld } from '../../world/world.ts';
import { audit } from '../audit.ts';
import { collectEvidence } from './collect-evidence.ts';
import { tellStory } from '../story/tell-story.ts';

const copies = { users: 1, products: 1, orders: 2, payments: 2, notifications: 1 };

let world: RunningWorld;
beforeAll(async () => void (world = await startWorld({ seed: 11, servers: 'test', copies, buyers: 6 })), 120_000);
afterAll(() => world?.close(), 30_000);

test('a shop in which a copy died and poison was read is found right from its own records, and each order has its story', async () => {
  const { load, record } = world;
  const place = async (count: number): Promise<void> => {
    const before = load.acked;
    load.rate(10);
    await until(() => load.acked >= before + count, { what: `${count} orders`, timeoutMs: 90_000 });
    load.rate(0);
  };
  await place(10);
  await world.window('a copy dies', async () => {
    world.kill('payments#1');
    await world.untilReady('payments#1');
    const poison = { kind: 'poison', what: 'not JSON', topic: 'order.created' } as const;
    await world.plant(poison, { key: 'k', value: '{', headers: { ce_id: crypto.randomUUID() } });
    await place(20);
  });
  await load.idle();
  await world.settle(60_000);

  const evidence = await collectEvidence(world);
  const verdicts = audit(evidence);
  // A test machine may be too busy for all: what it refuses then is no fault of the shop.
  const wrong = verdicts
    .filter(({ invariant }) => invariant !== 'I19')
    .flatMap(({ invariant, violations }) => violations.map((one) => ({ invariant, ...one })));
  const story = wrong.find(({ orderId }) => orderId)?.orderId;
  expect(wrong, story && tellStory(evidence, story)).toEqual([]);
  const looked = Object.fromEntries(verdicts.map(({ invariant, checked }) => [invariant, checked > 0]));
  expect(looked).toEqual(Object.fromEntries(verdicts.map(({ invariant }) => [invariant, true])));

  const placed = record.journal.find(({ request, outcome }) => request === 'place' && outcome === 'acked');
  const told = tellStory(evidence, placed!.orderId!);
  for (const who of ['client', 'orders', 'payments', 'provider', 'products', 'kafka', 'notifications', 'mail server'])
    expect(told).toMatch(new RegExp(`s  ${who} `));
}, 240_000);

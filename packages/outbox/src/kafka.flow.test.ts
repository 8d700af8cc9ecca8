import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { on } from '@ecomm/events/subscription';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { twice } from '@ecomm/testing/twice';
import { until } from '@ecomm/testing/until';
import { freshOutbox, quiet, thingHappened, upTo } from './harness.fixture.ts';
import { inboxOf } from './once.ts';
import { relay } from './relay.ts';
import { outgoing } from './outgoing.ts';
import { stageAll } from './stage.ts';

let fresh: Awaited<ReturnType<typeof freshOutbox>>;

beforeAll(async () => {
  fresh = await freshOutbox();
});
afterAll(async () => {
  await fresh.drop();
});

test('staged → Kafka → inbox: each effect once, in order per key, though all is delivered twice', async () => {
  const bus = kafka({ name: 'test', brokers: testBrokers(), prefix: freshPrefix(), log: quiet });
  const relaying = relay({ db: fresh.db, bus, service: 'things', log: quiet });
  const inbox = inboxOf(fresh.db);
  const consuming = consume<Tx>({
    bus,
    group: 'things-group',
    service: 'things',
    log: quiet,
    inbox: { ...inbox, run: twice(inbox.run) },
    subscriptions: [
      on(
        thingHappened,
        async (tx: Tx, { payload }) => void (await runSql(tx, 'insert into effects values ($1)', [payload.n])),
      ),
    ],
  });
  for (const part of [bus, relaying, consuming]) await part.start?.();
  await fresh.db.transaction((tx) =>
    stageAll(
      tx,
      upTo(300).map((n) => outgoing(thingHappened, { thing_id: 1, n })),
    ),
  );
  const effects = () => runSql<{ n: number }>(fresh.db, 'select n from effects order by ctid');
  await until(async () => (await effects()).length >= 300, { timeoutMs: 15_000, what: 'the effects' });
  expect((await effects()).map(({ n }) => n)).toEqual(upTo(300));
  for (const part of [consuming, relaying, bus]) await part.stop?.();
}, 20_000);

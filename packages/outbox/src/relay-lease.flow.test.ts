import { expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { fakeBus, thingHappened, upTo } from './harness.fixture.ts';
import { never, relays } from './relays.fixture.ts';
import { outgoing } from './outgoing.ts';
import { stageAll } from './stage.ts';

const on = relays();
const { expire, holder, marked, publish, sent, start } = on;

test('a copy that dies between ack and mark makes a duplicate, never a loss', async () => {
  const through = await proxy(on.fresh.url);
  await start({ db: on.fresh.open(through.url) });
  const cut = through.cutAt(/update outbox/, 'before').then(() => through.down());
  await on.fresh.db.transaction((tx) =>
    stageAll(
      tx,
      upTo(3).map((n) => outgoing(thingHappened, { thing_id: 1, n })),
    ),
  );
  await cut;
  await expire();
  const heir = fakeBus();
  await start({ bus: heir });
  await until(async () => (await marked()) === 3);
  expect([on.bus.numbers(), heir.numbers()]).toEqual([upTo(3), upTo(3)]);
  await through.close();
});

test('of two relays one sends, each event once, in order', async () => {
  const other = on.fresh.open();
  const theirs = fakeBus();
  await Promise.all([start({ bus: on.bus }), start({ db: other, bus: theirs })]);
  for (const n of upTo(200)) await publish(n, n % 2 ? other : on.fresh.db);
  await until(async () => (await marked()) === 200);
  expect([on.bus.numbers(), theirs.numbers()].toSorted((a, b) => a.length - b.length)).toEqual([[], upTo(200)]);
});

test('a lease is not taken while it lasts, and is when it has ended', async () => {
  await runSql(
    on.fresh.db,
    `insert into relay_lease values (1, gen_random_uuid(), clock_timestamp() + interval '1 min')`,
  );
  const through = await proxy(on.fresh.url);
  const one = await start({ db: on.fresh.open(through.url) });
  await publish(0);
  await through.seen(/update relay_lease/);
  await through.seen(/update relay_lease/);
  expect(on.bus.sent).toEqual([]);
  expect(await one.stats()).toMatchObject({ rows: 1, oldest_seconds: expect.any(Number) });
  await expire();
  await sent(1);
  await one.stop?.();
  await through.close();
});

test('a stop sends what waits, and gives the lease up to the next', async () => {
  const one = await start({ everyMs: never });
  await until(holder);
  await runSql(
    on.fresh.db,
    `insert into outbox (id, topic, key, type, version, payload, occurred_at)
      values (gen_random_uuid(), 'thing.happened', '1', 'thing.happened', 1, '{"n":0}', now())`,
  );
  await one.stop?.();
  expect([on.bus.numbers(), await holder()]).toEqual([[0], undefined]);
});

test('a stop takes two seconds at most, and leaves what it could not send', async () => {
  on.bus.accept = () => new Promise(() => {});
  const one = await start();
  await publish(0);
  const began = performance.now();
  on.forget();
  await one.stop?.();
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(await marked()).toBe(0);
});

import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { logger } from '@ecomm/runtime/log';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { fakeBus, freshOutbox, quiet, thingHappened, upTo } from './harness.fixture.ts';
import { relay, type Relay, type RelayOptions } from './relay.ts';
import { stage, stageAll } from './stage.ts';

/** So rarely does it look by itself here: what is sent, is sent because it was woken. */
const never = 60_000;
let fresh: Awaited<ReturnType<typeof freshOutbox>>;
let bus: ReturnType<typeof fakeBus>;
let relays: Relay[] = [];
beforeEach(async () => {
  fresh = await freshOutbox();
  bus = fakeBus();
});
afterEach(async () => {
  await Promise.all(relays.map(async (one) => one.stop?.()));
  relays = [];
  await fresh.drop();
});

async function start(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const one = relay({ db: fresh.db, bus, service: 'things', log: quiet, everyMs: 20, ...options });
  relays.push(one);
  await one.start?.();
  return one;
}
const publish = (n: number, db: Db = fresh.db) => db.transaction((tx) => stage(tx, thingHappened, { thing_id: 1, n }));
const sent = (count: number) => until(() => bus.sent.length >= count, { what: `${count} events` });
const marked = async (): Promise<number> =>
  (await runSql(fresh.db, 'select 1 from outbox where sent_at is not null')).length;
const holder = async (): Promise<unknown> =>
  (await runSql<{ holder: string }>(fresh.db, 'select holder from relay_lease where expires_at > clock_timestamp()'))[0]
    ?.holder;
const expire = () => runSql(fresh.db, `update relay_lease set expires_at = clock_timestamp() - interval '1 s'`);

test('an event is sent as the contract says, and marked', async () => {
  await start();
  const id = await publish(5);
  await until(async () => (await marked()) === 1);
  expect(bus.sent).toMatchObject([
    {
      topic: 'thing.happened',
      key: '1',
      value: '{"thing_id":1,"n":5}',
      headers: {
        ce_id: id,
        ce_type: 'thing.happened',
        ce_source: '/things',
        ce_subject: '1',
        ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        ce_dataschema: 'thing.happened/1',
        traceparent: expect.any(String),
      },
    },
  ]);
});

test('a commit wakes the relay: nothing waits for the next look', async () => {
  await start({ everyMs: never });
  await until(holder);
  await publish(0);
  await sent(1);
});

test('a commit in a copy without the lease wakes the one that has it', async () => {
  await start({ everyMs: never });
  await until(holder);
  const [other, theirs] = [fresh.open(), fakeBus()];
  await start({ db: other, bus: theirs, everyMs: never });
  await publish(0, other);
  await sent(1);
  expect(theirs.sent).toEqual([]);
});

test('what is staged without a wake-up is found by the next look', async () => {
  await start();
  await publish(0, fresh.open());
  await sent(1);
});

test('thousands go out in the order of their staging, each once', async () => {
  await fresh.db.transaction((tx) =>
    stageAll(
      tx,
      thingHappened,
      upTo(1_700).map((n) => ({ thing_id: 1, n })),
    ),
  );
  await start();
  await until(async () => (await marked()) === 1_700);
  expect(bus.numbers()).toEqual(upTo(1_700));
});

test('one that commits late is not skipped', async () => {
  await start();
  const late = Promise.withResolvers<void>();
  const early = Promise.withResolvers<void>();
  const first = fresh.db.transaction(async (tx) => {
    await stage(tx, thingHappened, { thing_id: 1, n: 0 });
    early.resolve();
    await late.promise;
  });
  await early.promise;
  await publish(1);
  await until(async () => (await marked()) === 1);
  late.resolve();
  await first;
  await sent(2);
  expect(bus.numbers()).toEqual([1, 0]);
});

test('no request carries more than the broker takes', async () => {
  const sizes: number[] = [];
  bus.accept = async (messages) => void sizes.push(messages.reduce((sum, { value }) => sum + String(value).length, 0));
  await runSql(
    fresh.db,
    `insert into outbox (id, topic, key, type, version, payload, occurred_at)
      select gen_random_uuid(), 'thing.happened', '1', 'thing.happened', 1, '{"n":0,"x":"' || repeat('x', 50000) || '"}', now()
      from generate_series(1, 40)`,
  );
  await start();
  await sent(40);
  expect(Math.max(...sizes)).toBeLessThan(1_000_000);
});

test('a broker that is away is waited for: nothing is lost or reordered, and the log says so once', async () => {
  const lines: string[] = [];
  const log = logger({ service: 'test', format: 'json', stream: { write: (line) => void lines.push(line) } });
  let failures = 0;
  bus.accept = async () => {
    failures += 1;
    if (failures < 4) throw new Error('broker is away');
  };
  await start({ log });
  for (const n of upTo(20)) await publish(n);
  await sent(20);
  await until(() => lines.length === 2);
  expect(bus.numbers()).toEqual(upTo(20));
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(['warn', 'info']);
});

test('a database lost between ack and mark costs no second sending', async () => {
  const through = await proxy(fresh.url);
  await start({ db: fresh.open(through.url) });
  const cut = through.cutAt(/update outbox/, 'before');
  await publish(0);
  await cut;
  await until(async () => (await marked()) === 1);
  expect(bus.numbers()).toEqual([0]);
  await through.close();
});

test('a copy that dies between ack and mark makes a duplicate, never a loss', async () => {
  const through = await proxy(fresh.url);
  await start({ db: fresh.open(through.url) });
  const cut = through.cutAt(/update outbox/, 'before').then(() => through.down());
  await fresh.db.transaction((tx) =>
    stageAll(
      tx,
      thingHappened,
      upTo(3).map((n) => ({ thing_id: 1, n })),
    ),
  );
  await cut;
  await expire();
  const heir = fakeBus();
  await start({ bus: heir });
  await until(async () => (await marked()) === 3);
  expect([bus.numbers(), heir.numbers()]).toEqual([upTo(3), upTo(3)]);
  await through.close();
});

test('of two relays one sends, each event once, in order', async () => {
  const other = fresh.open();
  const theirs = fakeBus();
  await Promise.all([start({ bus }), start({ db: other, bus: theirs })]);
  for (const n of upTo(200)) await publish(n, n % 2 ? other : fresh.db);
  await until(async () => (await marked()) === 200);
  expect([bus.numbers(), theirs.numbers()].toSorted((a, b) => a.length - b.length)).toEqual([[], upTo(200)]);
});

test('a lease is not taken while it lasts, and is when it has ended', async () => {
  await runSql(fresh.db, `insert into relay_lease values (1, gen_random_uuid(), clock_timestamp() + interval '1 min')`);
  const through = await proxy(fresh.url);
  const one = await start({ db: fresh.open(through.url) });
  await publish(0);
  await through.seen(/update relay_lease/);
  await through.seen(/update relay_lease/);
  expect(bus.sent).toEqual([]);
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
    fresh.db,
    `insert into outbox (id, topic, key, type, version, payload, occurred_at)
      values (gen_random_uuid(), 'thing.happened', '1', 'thing.happened', 1, '{"n":0}', now())`,
  );
  await one.stop?.();
  expect([bus.numbers(), await holder()]).toEqual([[0], undefined]);
});

test('a stop takes two seconds at most, and leaves what it could not send', async () => {
  bus.accept = () => new Promise(() => {});
  const one = await start();
  await publish(0);
  const began = performance.now();
  relays = [];
  await one.stop?.();
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(await marked()).toBe(0);
});

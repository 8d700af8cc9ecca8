import { expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { logger } from '@ecomm/runtime/log';
import { continueTrace, inTrace } from '@ecomm/runtime/trace';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { fakeBus, thingHappened, upTo } from './harness.fixture.ts';
import { never, relays } from './relays.fixture.ts';
import { outgoing } from './outgoing.ts';
import { stage, stageAll } from './stage.ts';

const on = relays();
const { holder, marked, publish, sent, start } = on;

test('an event is sent as the contract says, and marked', async () => {
  await start();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const id = await inTrace(traceparent, () => publish(5));
  await until(async () => (await marked()) === 1);
  expect(on.bus.sent).toMatchObject([
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
        traceparent,
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
  const [other, theirs] = [on.fresh.open(), fakeBus()];
  await start({ db: other, bus: theirs, everyMs: never });
  await publish(0, other);
  await sent(1);
  expect(theirs.sent).toEqual([]);
});

test('what is staged without a wake-up is found by the next look', async () => {
  await start();
  await publish(0, on.fresh.open());
  await sent(1);
});

test('thousands go out in the order of their staging, each once', async () => {
  await on.fresh.db.transaction((tx) =>
    stageAll(
      tx,
      upTo(1_700).map((n) => outgoing(thingHappened, { thing_id: 1, n })),
    ),
  );
  await start();
  await until(async () => (await marked()) === 1_700);
  expect(on.bus.numbers()).toEqual(upTo(1_700));
});

test('one that commits late is not skipped', async () => {
  await start();
  const late = Promise.withResolvers<void>();
  const early = Promise.withResolvers<void>();
  const first = on.fresh.db.transaction(async (tx) => {
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
  expect(on.bus.numbers()).toEqual([1, 0]);
});

test('one that commits after a second or two is sent before what follows it', async () => {
  await start();
  const [late, early] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = on.fresh.db.transaction(async (tx) => {
    await stage(tx, thingHappened, { thing_id: 1, n: 0 });
    early.resolve();
    await late.promise;
  });
  await early.promise;
  const end = performance.now() + 1_900;
  let others = 0;
  while (performance.now() < end) await publish((others += 1));
  late.resolve();
  await first;
  await publish(-1);
  await sent(others + 2);
  const sentInOrder = on.bus.numbers();
  expect(sentInOrder.indexOf(0)).toBeLessThan(sentInOrder.indexOf(-1));
});

test('no request carries more than the broker takes', async () => {
  const sizes: number[] = [];
  on.bus.accept = async (messages) =>
    void sizes.push(messages.reduce((sum, { value }) => sum + String(value).length, 0));
  await runSql(
    on.fresh.db,
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
  on.bus.accept = async () => {
    failures += 1;
    if (failures < 4) throw new Error('broker is away');
  };
  await start({ log });
  for (const n of upTo(20)) await publish(n);
  await sent(20);
  await until(() => lines.length === 2);
  expect(on.bus.numbers()).toEqual(upTo(20));
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(['warn', 'info']);
});

test('a database lost between ack and mark costs no second sending', async () => {
  const through = await proxy(on.fresh.url);
  await start({ db: on.fresh.open(through.url) });
  const cut = through.cutAt(/update outbox/, 'before');
  await publish(0);
  await cut;
  await until(async () => (await marked()) === 1);
  expect(on.bus.numbers()).toEqual([0]);
  await through.close();
});

test('an event goes out with the id of the one that caused it', async () => {
  const cause = Bun.randomUUIDv7();
  await start();
  await continueTrace(undefined, () => publish(1), cause);
  await sent(1);
  expect(on.bus.sent[0]?.headers).toMatchObject({ ce_causationid: cause });
});

test('a failure between the ack and the marking sends nothing twice', async () => {
  armFailpoints('things.relay-after-ack:error*1');
  try {
    await start();
    await publish(1);
    await until(async () => (await marked()) === 1);
  } finally {
    armFailpoints(undefined);
  }
  expect(on.bus.numbers()).toEqual([1]);
});

test('a relay says what it found lying and sent; what is fresh is nothing to speak of', async () => {
  const told: unknown[][] = [];
  const log = logger({ service: 'test', level: 'silent', format: 'json' });
  log.warn = (...line: unknown[]) => void told.push(line);
  await publish(1);
  await publish(2);
  await runSql(on.fresh.db, `update outbox set created_at = now() - interval '90 s' where position = 1`);
  const first = await start({ log });
  await until(() => told.length > 0);
  expect(told).toEqual([
    [{ rows: 2, oldest_seconds: expect.closeTo(90, -1) }, 'sent events that had been left in the outbox'],
  ]);
  await first.stop?.();
  await publish(3);
  await start({ log });
  await sent(3);
  await until(async () => (await marked()) === 3);
  expect(told).toHaveLength(1);
});

test('one that commits long after looks have begun behind it is sent all the same', async () => {
  await start({ everyMs: 200 });
  const late = Promise.withResolvers<void>();
  const early = Promise.withResolvers<void>();
  const first = on.fresh.db.transaction(async (tx) => {
    await stage(tx, thingHappened, { thing_id: 1, n: 0 });
    early.resolve();
    await late.promise;
  });
  await early.promise;
  const began = performance.now();
  for (let n = 1; performance.now() - began < 2_000; n += 1) {
    await publish(n);
    await sent(n);
  }
  late.resolve();
  await first;
  await until(() => on.bus.numbers().includes(0));
});

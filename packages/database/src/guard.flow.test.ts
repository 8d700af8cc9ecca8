import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { AsyncLocalStorage } from 'node:async_hooks';
import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { failure } from '@ecomm/testing/failure';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { proxy, type Moment, type Proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { sql } from 'drizzle-orm';
import { afterCommit } from './after-commit.ts';
import { connect, ping, type Db } from './connect.ts';
import { isOutcomeUnknown, isTransient } from './errors.ts';
import { runSql } from './run-sql.ts';

const log = logger({ service: 'test', level: 'silent', format: 'json' });
const deadlineMs = 300;
let fresh: FreshDatabase;
let outside: Db;
let through: Proxy;
let db: Db;

beforeAll(async () => {
  fresh = await freshDatabase();
  outside = connect({ url: fresh.url, log, max: 1 });
  await outside.execute(sql`create table things (name text)`);
});
afterAll(async () => {
  await outside.$close();
  await fresh.drop();
});
beforeEach(async () => {
  through = await proxy(fresh.url);
  db = connect({ url: through.url, log, max: 1, deadlineMs });
  await ping(db);
});
afterEach(async () => {
  await db.$close();
  await through.close();
});

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  );
const insert = (name: string) => db.transaction((tx) => runSql(tx, 'insert into things values ($1)', [name]));
const exists = async (name: string): Promise<boolean> =>
  (await runSql(outside, 'select 1 from things where name = $1', [name])).length === 1;

test('a frozen server is a 503 within the deadline, and works again when it thaws', async () => {
  through.hold();
  const began = performance.now();
  for (const error of await Promise.all([failure(ping(db)), failure(insert('frozen'))]))
    expect(error).toMatchObject({ status: 503, code: 'database.unavailable', retryAfterSeconds: 1 });
  expect(performance.now() - began).toBeLessThan(deadlineMs * 2);
  through.release();
  await until(() => ping(db).then(() => true), { timeoutMs: 2_000 });
  expect(await exists('frozen')).toBe(false);
});

test('a server that freezes in the middle of a transaction costs one deadline, and nothing is kept', async () => {
  let began = 0;
  const frozen = db.transaction(async (tx) => {
    await runSql(tx, 'insert into things values ($1)', ['middle']);
    through.hold();
    began = performance.now();
    await ping(tx);
  });
  const error = await failure(frozen);
  expect(performance.now() - began).toBeLessThan(deadlineMs * 2);
  expect([isOutcomeUnknown(error), isTransient(error)]).toEqual([false, true]);
  through.release();
  await until(() => ping(db).then(() => true));
  expect(await exists('middle')).toBe(false);
});

test('connections that stay silent are replaced', async () => {
  through.holdCurrent();
  await failure(ping(db));
  await failure(ping(db));
  await ping(db);
});

test('after the server was away the first success comes within two seconds', async () => {
  through.down();
  expect(await failure(ping(db))).toMatchObject({ status: 503, code: 'database.unavailable' });
  await through.up();
  await until(() => ping(db).then(() => true), { timeoutMs: 2_000 });
});

test('a query that takes too long is a 503, and its connection goes on', async () => {
  const error = await failure(db.execute(sql`select pg_sleep(10)`));
  expect(error).toMatchObject({ status: 503, code: 'database.unavailable' });
  expect(isTransient(error)).toBe(true);
  await ping(db);
});

test('too much work is refused at once, and the work that was admitted is done', async () => {
  through.hold(); // nothing is answered meanwhile
  const answers = Array.from({ length: 120 }, () => outcome(runSql(db, 'select 1')));
  const last = await failure(ping(db));
  expect(last).toMatchObject({ status: 503, code: 'database.overloaded' });
  through.release();
  const refused = (await Promise.all(answers)).filter((answer) => answer !== 'done');
  expect(refused).toHaveLength(20);
  await ping(db);
});

test('work that had to wait for its turn runs in the context of its caller', async () => {
  const caller = new AsyncLocalStorage<number>();
  const seen = Array.from({ length: 100 }, (_, n) =>
    caller.run(n, () => db.transaction(async () => caller.getStore())),
  );
  expect(await Promise.all(seen)).toEqual(Array.from({ length: 100 }, (_, n) => n));
});

test.each<[Moment, boolean | undefined]>([
  ['before', false],
  ['during', undefined],
  ['after', true],
])('a connection lost %s COMMIT leaves the outcome unknown', async (moment, durable) => {
  const hooks: string[] = [];
  const cut = through.cutAt(/^commit/i, moment);
  const error = await failure(
    db.transaction(async (tx) => {
      afterCommit(tx, () => hooks.push('committed'));
      await runSql(tx, 'insert into things values ($1)', [moment]);
    }),
  );
  await cut;
  expect(error).toMatchObject({ status: 503, code: 'database.unavailable' });
  expect([isOutcomeUnknown(error), isTransient(error)]).toEqual([true, true]);
  expect(hooks).toEqual([]);
  if (durable !== undefined) expect(await exists(moment)).toBe(durable);
});

test('a COMMIT without answer within the deadline leaves the outcome unknown', async () => {
  const committing = db.transaction(async (tx) => {
    await runSql(tx, 'insert into things values ($1)', ['slow']);
    through.hold();
  });
  expect(isOutcomeUnknown(await failure(committing))).toBe(true);
  through.release();
});

test('a connection lost before COMMIT is a certain rollback', async () => {
  const error = await failure(
    db.transaction(async (tx) => {
      await runSql(tx, 'insert into things values ($1)', ['lost']);
      through.cut();
      await runSql(tx, 'select 1');
    }),
  );
  expect(error).toBeInstanceOf(Problem);
  expect([isOutcomeUnknown(error), isTransient(error), await exists('lost')]).toEqual([false, true, false]);
});

test('a refusal at COMMIT is a certain rollback', async () => {
  await outside.execute(sql`create table once (n int unique deferrable initially deferred)`);
  const error = await failure(db.transaction((tx) => runSql(tx, 'insert into once values (1), (1)')));
  expect([isOutcomeUnknown(error), (error as { code?: string }).code]).toEqual([false, '23505']);
});

test('a transaction that is over its deadline never commits, though its work succeeds', async () => {
  const goOn = Promise.withResolvers<void>();
  const given = db.transaction(async (tx) => {
    await runSql(tx, 'insert into things values ($1)', ['too late']);
    await goOn.promise;
  });
  expect(await failure(given)).toMatchObject({ code: 'database.unavailable' });
  const ended = through.seen(/^(rollback|commit)/);
  goOn.resolve();
  await ended;
  await ping(db);
  expect(await exists('too late')).toBe(false);
});

test('a transaction given up at its deadline never commits, even when its work goes on', async () => {
  const goOn = Promise.withResolvers<void>();
  const work = Promise.withResolvers<void>();
  const given = db.transaction(async (tx) => {
    await runSql(tx, 'insert into things values ($1)', ['late']);
    await goOn.promise;
    work.resolve(ping(tx));
  });
  expect(await failure(given)).toMatchObject({ code: 'database.unavailable' });
  goOn.resolve();
  expect(await failure(work.promise)).toMatchObject({ code: 'database.unavailable' });
  await ping(db);
  expect(await exists('late')).toBe(false);
});

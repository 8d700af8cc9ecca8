import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { failure } from '@ecomm/testing/failure';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { proxy, type Moment, type Proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { commitSql } from './commit-sql.ts';
import { connect, ping, type Db } from './connect.ts';
import { isOutcomeUnknown, isTransient, sqlState } from './errors.ts';
import { runSql } from './run-sql.ts';

const log = logger({ service: 'test', level: 'silent', format: 'json' });
let fresh: FreshDatabase;
let outside: Db;
let through: Proxy;
let db: Db;

beforeAll(async () => {
  fresh = await freshDatabase();
  outside = connect({ url: fresh.url, log, max: 1 });
  await runSql(outside, 'create table things (name text check (length(name) < 20))');
});
afterAll(async () => {
  await outside.$close();
  await fresh.drop();
});
beforeEach(async () => {
  through = await proxy(fresh.url);
  db = connect({ url: through.url, log, max: 1, deadlineMs: 1_500 });
  await ping(db);
});
afterEach(async () => {
  await db.$close();
  await through.close();
});

const insert = (name: string) =>
  commitSql<{ name: string }>(db, 'insert into things values ($1) returning name', [name]);
const exists = async (name: string): Promise<boolean> =>
  (await runSql(outside, 'select 1 from things where name = $1', [name])).length === 1;

test('a statement that commits by itself gives its rows', async () => {
  expect([...(await insert('plain'))]).toEqual([{ name: 'plain' }]);
  expect(await exists('plain')).toBe(true);
});

test.each<[Moment, boolean | undefined]>([
  ['before', false],
  ['during', undefined],
  ['after', true],
])('a connection lost %s it leaves the outcome unknown', async (moment, durable) => {
  await insert('warm');
  const cut = through.cutAt(/insert into things/, moment);
  const error = await failure(insert(moment));
  await cut;
  expect(error).toMatchObject({ status: 503, code: 'database.unavailable' });
  expect([isOutcomeUnknown(error), isTransient(error)]).toEqual([true, true]);
  if (durable !== undefined) expect(await exists(moment)).toBe(durable);
});

test('no answer within the deadline leaves the outcome unknown', async () => {
  through.hold();
  expect(isOutcomeUnknown(await failure(insert('held')))).toBe(true);
  through.release();
  await until(() => exists('held'));
});

test('what the server refuses has certainly not happened', async () => {
  const error = await failure(insert('far longer than allowed'));
  expect([isOutcomeUnknown(error), sqlState(error)]).toEqual([false, '23514']);
});

test('what found no server has certainly not happened', async () => {
  through.down();
  await failure(ping(db));
  const error = await failure(insert('down'));
  expect([isOutcomeUnknown(error), isTransient(error)]).toEqual([false, true]);
  await through.up();
});

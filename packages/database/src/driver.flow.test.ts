import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { proxy, type Proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import postgres from 'postgres';

// The bugs of postgres.js 3.4.9 that patches/postgres@3.4.9.patch mends. Each test fails without it.

let fresh: FreshDatabase;
let through: Proxy;
let sql: postgres.Sql;

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  through = await proxy(fresh.url);
});
afterEach(async () => {
  await sql.end({ timeout: 0 });
  await through.close();
});

const open = (options: object): postgres.Sql =>
  postgres(through.url, { backoff: () => 0.01, connect_timeout: 1, onnotice: () => {}, ...options });

test('the pool recovers after the server crashed with transactions in flight', async () => {
  sql = open({ max: 2 });
  const inFlight = [1, 2].map((n) =>
    sql
      .begin(async (tx) => {
        await tx`select ${n}::int`;
        await tx`select pg_sleep(30)`;
      })
      .catch((error: unknown) => error),
  );
  await until(async () => through.connections() === 2 && (await sleeping()) === 2, { what: 'both transactions' });
  through.cut();
  expect(await Promise.all(inFlight)).toMatchObject([{ code: 'CONNECTION_CLOSED' }, { code: 'CONNECTION_CLOSED' }]);
  const answers = await until(() => Promise.all([0, 1, 2, 3].map((n) => sql`select ${n}::int as n`)), {
    timeoutMs: 2_000,
  });
  expect(answers.map(([row]) => row?.n)).toEqual([0, 1, 2, 3]);
});

async function sleeping(): Promise<number> {
  const outside = postgres(fresh.url, { max: 1 });
  const [row] =
    await outside`select count(*)::int as n from pg_stat_activity where datname = current_database() and query like '%pg_sleep(30)%' and state = 'active' and pid <> pg_backend_pid()`;
  await outside.end();
  return row?.n;
}

test('a transaction that fills the pipeline does not take in the next unrelated query', async () => {
  sql = open({ max: 1, max_pipeline: 3 });
  const outside = postgres(fresh.url, { max: 1 });
  await outside`create table things (name text)`;
  for (const ahead of [1, 2, 3, 4, 5]) {
    await sql`select 1`;
    const before = Array.from({ length: ahead }, () => sql`select 1`.execute());
    const undone = sql
      .begin(async (tx) => {
        await tx`insert into things values ('undone')`;
        throw new Error('undo');
      })
      .catch((error: unknown) => error);
    await Promise.all(before);
    expect(await undone).toMatchObject({ message: 'undo' });
    await sql`insert into things values ('unrelated')`;
    expect(Array.from(await outside`delete from things returning name`)).toEqual([{ name: 'unrelated' }]);
  }
  await outside.end();
});

test('what is left of a transaction whose connection was lost does not end another one on the next', async () => {
  sql = open({ max: 1 });
  const outside = postgres(fresh.url, { max: 1 });
  await outside`create table parts (name text)`;
  const [working, lost] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = sql
    .begin(async (tx) => {
      await tx`insert into parts values ('of the first')`;
      working.resolve();
      await lost.promise;
      throw new Error('its work goes on');
    })
    .catch((error: unknown) => error);
  await working.promise;
  through.cut();
  expect(await first).toMatchObject({ code: 'CONNECTION_CLOSED' });
  await until(() =>
    sql
      .begin(async (tx) => {
        await tx`insert into parts values ('a')`;
        lost.resolve();
        await tx`select 1`;
        await tx`insert into parts values ('b')`;
        throw new Error('undo');
      })
      .catch((error: unknown) => String(error) === 'Error: undo'),
  );
  expect(Array.from(await outside`select name from parts`)).toEqual([]);
  await outside.end();
});

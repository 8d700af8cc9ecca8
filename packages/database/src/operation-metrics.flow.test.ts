import { afterAll, beforeAll, expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { expose } from '@ecomm/runtime/metrics';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { proxy, type Proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { sql } from 'drizzle-orm';
import { connect, ping, type Db } from './connect.ts';
import { runSql } from './run-sql.ts';

const log = logger({ service: 'test', level: 'silent', format: 'json' });
let fresh: FreshDatabase;
let through: Proxy;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  through = await proxy(fresh.url);
  db = connect({ url: through.url, log, max: 1, deadlineMs: 1_000 });
  await until(() => ping(db).then(() => true));
  await db.execute(sql`create table counted_things (name text primary key)`);
});
afterAll(async () => {
  await db.$close();
  await through.close();
  await fresh.drop();
});

/** How often each of them was recorded, errors by their type. */
async function counts(): Promise<Record<string, number>> {
  const samples = parseMetrics((await expose()).text).get('db_client_operation_duration_seconds')?.samples ?? [];
  const counted = samples.filter(({ name }) => name.endsWith('_count'));
  return Object.fromEntries(
    counted.map(({ labels, value }) => [[labels.db_query_summary, labels.error_type].filter(Boolean).join(' '), value]),
  );
}

async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counts();
  await work().catch(() => undefined);
  const after = Object.entries(await counts());
  return Object.fromEntries(
    after.flatMap(([key, count]) => (before[key] === count ? [] : [[key, count - (before[key] ?? 0)]])),
  );
}

const insert = (name: string) => db.transaction((tx) => runSql(tx, 'insert into counted_things values ($1)', [name]));

test('a transaction is its statements, its beginning and its end', async () => {
  expect(await counted(() => insert('secret@example.com'))).toEqual({
    BEGIN: 1,
    'INSERT counted_things': 1,
    COMMIT: 1,
  });
  expect(await counted(() => runSql(db, 'select * from counted_things'))).toEqual({ 'SELECT counted_things': 1 });
});

test('what the server refuses has its SQLSTATE, and nothing of what was asked', async () => {
  expect(await counted(() => insert('secret@example.com'))).toEqual({ BEGIN: 1, 'INSERT counted_things 23505': 1 });
  expect((await expose()).text).not.toContain('secret');
});

test('what is not answered in time is counted once, also when its answer comes later', async () => {
  const frozen = await counted(async () => {
    through.hold();
    await runSql(db, 'select * from counted_things').catch(() => undefined);
    await insert('other').catch(() => undefined);
  });
  expect(frozen).toEqual({ 'SELECT counted_things database.unavailable': 1, 'BEGIN database.unavailable': 1 });
  const thawed = await counted(async () => {
    through.release();
    await until(() => insert('third').then(() => true));
  });
  expect(thawed).toMatchObject({ COMMIT: 1 });
  expect(thawed).not.toContainKey('SELECT counted_things');
});

test('statements by the thousand that do the same are one series', async () => {
  const texts = Array.from({ length: 1_500 }, (_, at) => `select ${at} from counted_things`);
  for (const text of texts) await runSql(db, text);
  const series = Object.keys(await counts()).filter((key) => key.includes('counted_things'));
  expect(series.length).toBeLessThan(10);
  expect(sumOf(parseMetrics((await expose()).text), 'db_client_operation_duration_seconds_count')).toBeGreaterThan(
    1_500,
  );
});

import { afterEach, beforeEach, expect, test } from 'bun:test';
import { failure } from '@ecomm/testing/failure';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { connect } from './connect.ts';
import { migrate } from './migrate.ts';
import { runSql } from './run-sql.ts';

let lines: string[] = [];
const log = logger({ service: 'test', format: 'json', stream: { write: (line) => void lines.push(line) } });
let folder: string;
let fresh: FreshDatabase;
beforeEach(async () => {
  lines = [];
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  fresh = await freshDatabase();
  await write('create table a (id int);--> statement-breakpoint\ncreate table b (id int);');
});
afterEach(async () => {
  await fresh.drop();
  await rm(folder, { recursive: true });
});

async function write(...migrations: string[]): Promise<void> {
  const entries = migrations.map((_, idx) => ({
    idx,
    version: '7',
    when: idx + 1,
    tag: `000${idx}_m`,
    breakpoints: true,
  }));
  await Bun.write(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }));
  for (const [idx, text] of migrations.entries()) await Bun.write(join(folder, `000${idx}_m.sql`), text);
}

async function tables(url = fresh.url): Promise<string[]> {
  const db = connect({ url, log, max: 1 });
  const rows = await runSql<{ name: string }>(
    db,
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  await db.$close();
  return rows.map(({ name }) => name);
}

test('creates a missing database, and migrators side by side apply each migration once', async () => {
  await fresh.drop();
  await Promise.all([1, 2, 3].map(() => migrate({ url: fresh.url, folder, log })));
  expect(await tables()).toEqual(['a', 'b']);
  expect(lines.map((line) => JSON.parse(line).applied as number).toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
});

test('applies what is new, and all of a run or nothing', async () => {
  await migrate({ url: fresh.url, folder, log });
  const [first] = [await Bun.file(join(folder, '0000_m.sql')).text()];
  await write(first, 'create table c (id int);', 'create table nonsense (;');
  expect(await failure(migrate({ url: fresh.url, folder, log }))).toMatchObject({ code: '42601' });
  expect(await tables()).toEqual(['a', 'b']);
  await write(first, 'create table c (id int);');
  await migrate({ url: fresh.url, folder, log });
  expect(await tables()).toEqual(['a', 'b', 'c']);
});

test('refuses a folder whose applied migrations were edited or removed', async () => {
  await migrate({ url: fresh.url, folder, log });
  await write('create table z (id int);');
  expect(String(await failure(migrate({ url: fresh.url, folder, log })))).toContain('migration 0 was changed');
  await write();
  expect(String(await failure(migrate({ url: fresh.url, folder, log })))).toContain(
    'has 1 migrations, this version knows 0',
  );
});

test('waits for a server that is not there yet, and says so', async () => {
  const through = await proxy(fresh.url);
  through.down();
  const migrating = migrate({ url: through.url, folder, log });
  await until(() => lines.some((line) => line.includes('waiting for the database server')));
  await through.up();
  await migrating;
  expect(await tables()).toEqual(['a', 'b']);
  await through.close();
});

import { afterAll, expect, test } from 'bun:test';
import { failure } from './failure.ts';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { freshDatabase } from './database.ts';
import { proxy } from './proxy.ts';

const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
await mkdir(join(folder, 'meta'));
await Bun.write(join(folder, '0000_things.sql'), `create table things (id int); -- ${crypto.randomUUID()}`);
await Bun.write(
  join(folder, 'meta/_journal.json'),
  JSON.stringify({
    version: '7',
    dialect: 'postgresql',
    entries: [{ idx: 0, version: '7', when: 1, tag: '0000_things', breakpoints: true }],
  }),
);
afterAll(() => rm(folder, { recursive: true }));

const ask = async (url: string, text: string): Promise<unknown> => {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
};

test('side by side, each gets a migrated database of its own, and dropping one leaves the others', async () => {
  const [a, b, c] = await Promise.all([freshDatabase(folder), freshDatabase(folder), freshDatabase(folder)]);
  await ask(a.url, 'insert into things values (1)');
  expect(await ask(b.url, 'select * from things')).toHaveLength(0);
  await a.drop();
  expect(await failure(ask(a.url, 'select 1'))).toMatchObject({ code: '3D000' });
  expect(await ask(c.url, 'select * from things')).toHaveLength(0);
  await Promise.all([b.drop(), c.drop()]);
});

test('the proxy knows a prepared statement by its text', async () => {
  const { url, drop } = await freshDatabase();
  const through = await proxy(url);
  const sql = postgres(through.url, { max: 1 });
  for (const n of [1, 2]) expect(await sql`select ${n}::int as n`).toMatchObject([{ n }]);
  const cut = through.cutAt(/select \$1::int/, 'after');
  const lost: unknown = await sql`select ${3}::int as n`.catch((error: unknown) => error);
  await cut;
  expect(lost).toMatchObject({ code: 'CONNECTION_CLOSED' });
  await sql.end({ timeout: 0 });
  await through.close();
  await drop();
});

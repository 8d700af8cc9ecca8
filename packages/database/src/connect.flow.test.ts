import { afterAll, beforeAll, expect, test } from 'bun:test';
import { setImmediate as turn } from 'node:timers/promises';
import { failure } from '@ecomm/testing/failure';
import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { eq, sql } from 'drizzle-orm';
import { bigint, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { afterCommit } from './after-commit.ts';
import { connect, ping, type Db } from './connect.ts';
import { isUniqueViolation, sqlState } from './errors.ts';
import { prepared } from './prepared.ts';
import { runSql } from './run-sql.ts';

const things = pgTable('things', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  name: text('name').notNull(),
  data: jsonb('data'),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
});
const log = logger({ service: 'test', level: 'silent', format: 'json' });
let fresh: FreshDatabase;
let db: Db;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = connect({ url: fresh.url, log, max: 4 });
  await db.execute(
    sql`create table things (id bigint primary key, name text not null unique, data jsonb, at timestamptz not null default now())`,
  );
});
afterAll(async () => {
  await db.$close();
  await fresh.drop();
});

let nextId = 0;
const thing = () => ({ id: (nextId += 1), name: crypto.randomUUID() });
const count = async (id: number): Promise<number> => (await db.select().from(things).where(eq(things.id, id))).length;

test('numbers, times and JSON come back as they went in', async () => {
  const row = { ...thing(), data: { a: [1, 'x'] }, at: new Date('2026-01-02T03:04:05.678Z') };
  expect(await db.insert(things).values(row).returning()).toEqual([row]);
  const rows = await runSql(db, 'select id, data from things where id = any($1::bigint[])', [[row.id]]);
  expect(rows).toEqual([{ id: row.id, data: { a: [1, 'x'] } }]);
});

test('what Postgres refuses comes through as its own error, without the parameters in its message', async () => {
  const row = thing();
  await db.insert(things).values(row);
  const error: unknown = await db
    .insert(things)
    .values({ ...row, id: (nextId += 1) })
    .catch((e: unknown) => e);
  expect(isUniqueViolation(error, 'things_name_key')).toBe(true);
  expect(isUniqueViolation(error, 'things_pkey')).toBe(false);
  expect(String(error)).not.toContain(row.name);
});

test('a transaction that throws leaves nothing and runs no after-commit hook', async () => {
  const row = thing();
  let hooks = 0;
  const failed = db.transaction(async (tx) => {
    afterCommit(tx, () => (hooks += 1));
    await tx.insert(things).values(row);
    throw new Problem(409, 'thing.refused', 'no');
  });
  expect(await failure(failed)).toMatchObject({ code: 'thing.refused' });
  expect([await count(row.id), hooks]).toEqual([0, 0]);
});

test('hooks run after COMMIT, also those of a savepoint unless it was rolled back', async () => {
  const told: string[] = [];
  const row = thing();
  await db.transaction(async (tx) => {
    afterCommit(tx, () => told.push('outer'));
    await tx.transaction(async (inner) => {
      afterCommit(inner, () => told.push('inner'));
      await inner.insert(things).values(row);
    });
    await tx
      .transaction(async (inner) => {
        afterCommit(inner, () => told.push('undone'));
        throw new Error('undo');
      })
      .catch(() => {});
    expect(told).toEqual([]);
  });
  expect(told.toSorted()).toEqual(['inner', 'outer']);
  expect(await count(row.id)).toBe(1);
});

test('a query prepared once runs inside whichever transaction it is given', async () => {
  const insert = prepared((on) =>
    on
      .insert(things)
      .values({ id: sql.placeholder('id'), name: sql.placeholder('name') })
      .prepare('insert_thing'),
  );
  const [kept, undone] = [thing(), thing()];
  await insert(db).execute(kept);
  await db
    .transaction(async (tx) => {
      await insert(tx).execute(undone);
      throw new Error('undo');
    })
    .catch(() => {});
  expect([await count(kept.id), await count(undone.id)]).toEqual([1, 0]);
});

test('an error that the work swallowed still rolls the transaction back', async () => {
  const row = thing();
  const swallowed = db.transaction(async (tx) => {
    await tx.insert(things).values(row);
    await tx.execute(sql`select 1/0`).catch(() => {});
  });
  expect(sqlState(await swallowed.catch((e: unknown) => e))).toBe('22012');
  expect(await count(row.id)).toBe(0);
});

test('what a branch of the work asks for behind the ROLLBACK of another one is not done', async () => {
  const later = thing();
  const asked = Promise.withResolvers<unknown>();
  const work = db.transaction(async (tx) => {
    const failing = runSql(tx, 'select 1 / 0');
    const branch = failing.catch(() => turn()).then(() => tx.insert(things).values(later));
    branch.then(asked.resolve, asked.resolve);
    await Promise.all([failing, branch]);
  });
  expect(sqlState(await failure(work))).toBe('22012');
  expect(sqlState(await asked.promise)).toBe('22012');
  expect(await count(later.id)).toBe(0);
});

test('what is asked for after COMMIT, or after the end of a savepoint, is refused', async () => {
  const row = thing();
  const late: Db[] = [];
  await db.transaction(async (tx) => {
    late.push(tx as never);
    await tx.transaction(async (inner) => void late.push(inner as never));
    expect(String(await failure(runSql(late[1]!, 'select 1')))).toContain('is over');
  });
  for (const over of late) expect(String(await failure(over.insert(things).values(row)))).toContain('is over');
  expect(await count(row.id)).toBe(0);
});

test('ping answers', () => ping(db));

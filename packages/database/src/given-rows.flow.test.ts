import { expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { connect } from './connect.ts';
import { givenRows } from './given-rows.ts';
import { runSql } from './run-sql.ts';

const finding = (given: string) => `select t.id, said.n from ${given} join things t on t.id = said.id order by said.n`;
const plan = async (sql: string) => {
  const fresh = await freshDatabase();
  const db = connect({ url: fresh.url, log: logger({ service: 'test', level: 'silent' }), max: 1 });
  await runSql(db, 'create table things (id int primary key, pad text)');
  await runSql(db, 'set plan_cache_mode = force_generic_plan');
  await runSql(db, `prepare finding (int[], int[]) as ${sql}`);
  await runSql(db, `execute finding('{1}', '{1}')`);
  await runSql(db, `insert into things select n, repeat('x', 100) from generate_series(1, 20000) n`);
  const text = await runSql<{ 'QUERY PLAN': string }>(db, `explain execute finding('{1}', '{1}')`);
  const found = await runSql(db, sql, [
    [7, 9, 30_000],
    [2, 1, 3],
  ]);
  await db.$close();
  await fresh.drop();
  return { found, text: text.map((row) => row['QUERY PLAN']).join('\n') };
};

test('given rows are looked up by index, also by a plan that was made while the table was empty', async () => {
  const { found, text } = await plan(finding(`${givenRows('$1::int[], $2::int[]', 'id, n')} said`));
  expect(text).toContain('Index');
  expect(text).not.toContain('Seq Scan on things');
  expect(found).toEqual([
    { id: 9, n: 1 },
    { id: 7, n: 2 },
  ]);
});

test('without it such a plan reads the whole table', async () => {
  const { text } = await plan(finding('unnest($1::int[], $2::int[]) as said (id, n)'));
  expect(text).toContain('Seq Scan on things');
});

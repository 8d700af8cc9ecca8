import { afterAll, beforeAll, expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { recorded } from '@ecomm/runtime/telemetry.fixture';
import { detached, inTrace } from '@ecomm/runtime/trace';
import { freshDatabase } from '@ecomm/testing/database';
import { connect, type Db } from './connect.ts';
import { runSql } from './run-sql.ts';

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = connect({ url: fresh.url, log: logger({ service: 'test', level: 'silent' }) });
  await runSql(db, 'create table things (id int primary key, name text)');
});
afterAll(async () => {
  await db.$close();
  await fresh.drop();
});

const sampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const unsampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const insert = 'insert into things (id, name) values ($1, $2)';

test('a statement is a span that says what it does to which table of which database, and no value', async () => {
  const [span, ...rest] = await recorded(() => inTrace(sampled, () => runSql(db, insert, [1, 'planted'])));
  expect(rest).toHaveLength(0);
  const { hostname, port, pathname } = new URL(fresh.url);
  expect(span).toMatchObject({
    name: 'INSERT things',
    kind: 'client',
    parentSpanId: 'b7ad6b7169203331',
    failed: false,
  });
  expect(span!.attributes).toEqual({
    'db.system.name': 'postgresql',
    'db.namespace': pathname.slice(1),
    'db.query.summary': 'INSERT things',
    'server.address': hostname,
    'server.port': Number(port),
  });
});

test('a transaction shows its BEGIN and its COMMIT; one that is given up its ROLLBACK', async () => {
  const spans = await recorded(async () => {
    await inTrace(sampled, () => db.transaction((tx) => runSql(tx, insert, [2, 'two'])));
    await inTrace(sampled, () =>
      db.transaction(async () => {
        throw new Error('not today');
      }),
    ).catch(() => {});
  });
  expect(spans.map(({ name, failed }) => [name, failed])).toEqual([
    ['BEGIN', false],
    ['INSERT things', false],
    ['COMMIT', false],
    ['BEGIN', false],
    ['ROLLBACK', false],
  ]);
});

test('a statement that fails says its SQLSTATE and not which value was wrong; alone it is no failure to be told of', async () => {
  const twice = () => runSql(db, insert, [1, 'planted']).catch(() => {});
  const [span, ...rest] = await recorded(async () => {
    await inTrace(sampled, twice);
    await inTrace(unsampled, twice);
  });
  expect(rest).toHaveLength(0);
  expect(span).toMatchObject({
    failed: true,
    attributes: { 'error.type': '23505', 'db.response.status_code': '23505' },
  });
  expect(JSON.stringify(span!.attributes)).not.toContain('planted');
});

test('what is asked in no trace, as relays and sweepers do all day, is no span', async () => {
  expect(await recorded(() => detached(() => runSql(db, 'select * from things')))).toHaveLength(0);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { proxy, type Proxy } from '@ecomm/testing/proxy';
import { connect, type Db } from './connect.ts';
import { runSql } from './run-sql.ts';

let fresh: FreshDatabase;
let through: Proxy;
let busy: Db;

beforeAll(async () => {
  fresh = await freshDatabase();
  through = await proxy(fresh.url);
});
afterAll(async () => {
  await busy.$close();
  await through.close();
  await fresh.drop();
});

test('a healthy server with more to do than it can in time keeps its connections and is not called away', async () => {
  const told: unknown[][] = [];
  const spy = logger({ service: 'test', level: 'silent', format: 'json' });
  spy.warn = spy.info = (...line: unknown[]) => void told.push(line);
  busy = connect({ url: through.url, log: spy, max: 2, deadlineMs: 600 });
  const nap = () =>
    busy
      .transaction((tx) => runSql(tx, 'select pg_sleep(0.05)'))
      .then(
        () => 'done',
        (error: unknown) => error,
      );
  const outcomes = await Promise.all(Array.from({ length: 60 }, nap));
  const refused = outcomes.filter((answer) => answer instanceof Problem);
  expect(refused.length).toBeGreaterThan(2);
  for (const problem of refused) expect(problem).toMatchObject({ status: 503, retryAfterSeconds: 1 });
  expect(refused.length).toBeLessThan(outcomes.length);
  expect(told).toEqual([]);
  expect(through.connections()).toBe(2);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { logger } from '@ecomm/runtime/log';
import { failure } from '@ecomm/testing/failure';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { proxy, type Proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { connect, ping, type Db } from './connect.ts';
import { listen, notify } from './listen.ts';

const log = logger({ service: 'test', level: 'silent', format: 'json' });
let fresh: FreshDatabase;
let through: Proxy;
let db: Db;
let other: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  through = await proxy(fresh.url);
  db = connect({ url: through.url, log });
  other = connect({ url: fresh.url, log });
});
afterAll(async () => {
  await Promise.all([db.$close(), other.$close()]);
  await through.close();
  await fresh.drop();
});

test('hears of notifications, and listens again after its connection was lost or the server was away', async () => {
  let heard = 0;
  const stop = listen(db, 'news', () => (heard += 1));
  await until(() => heard === 1, { what: 'the listener' });
  await notify(other, 'news');
  await until(() => heard === 2, { what: 'a notification' });
  through.down();
  await until(() => through.connections() === 0);
  await through.up();
  await until(() => heard === 3, { what: 'the listener to be back' });
  await notify(other, 'news');
  await until(() => heard === 4, { what: 'a notification after the loss' });
  await stop();
});

test('starts before the server is there', async () => {
  through.down();
  let heard = 0;
  const stop = listen(db, 'news', () => (heard += 1));
  await failure(ping(db));
  await through.up();
  await until(() => heard >= 1);
  expect(heard).toBe(1);
  await stop();
});

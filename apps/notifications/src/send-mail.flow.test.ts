import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { connect, type Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { armFailpoints } from '@ecomm/runtime/failpoint';
import { proxy, type Moment } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { fakePost, freshNotifications, log, queued, rowOf, taken, timePasses } from './notifications.fixture.ts';
import type { Delivery, Post } from './post.ts';
import { sender } from './sender.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
const open: (() => unknown)[] = [];
beforeAll(async () => void (shop = await freshNotifications()));
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
  await runSql(shop.db, 'delete from notifications');
});
afterAll(() => shop.close());

function sending(post: Post, { db = shop.db }: { db?: Db } = {}) {
  const part = sender({ db, post, attemptsMax: 3, log });
  open.push(() => part.stop?.());
  void part.start?.();
  return part;
}
const becomes = (id: string, status: string) =>
  until(async () => (await rowOf(shop.db, id)).status === status, { what: `mail ${status}` });

test('a notifier that dies between 250 and its commit makes one mail more at most, with the same key', async () => {
  const id = await queued(shop.db);
  let died = false;
  const dying = fakePost(() => {
    died = true;
    return new Promise<Delivery>(() => {}); // the mail server has said 250, the process hears nothing any more
  });
  const dead = sender({ db: shop.db, post: dying, attemptsMax: 3, log });
  void dead.start?.();
  await until(() => died);
  void dead.stop?.();
  const post = fakePost(taken);
  sending(post);
  await timePasses(shop.db);
  await becomes(id, 'sent');
  expect([...dying.letters, ...post.letters].map(({ key }) => key)).toEqual([id, id]);
});

test('a database that is away after the 250 does not have the mail sent twice', async () => {
  const between = await proxy(shop.url);
  const db = connect({ url: between.url, log, max: 2, deadlineMs: 200 });
  open.push(between.close, () => db.$close());
  const id = await queued(shop.db);
  const post = fakePost(async () => {
    between.down();
    return { kind: 'sent' };
  });
  sending(post, { db });
  await until(() => post.letters.length === 1);
  await timePasses(shop.db); // the lease has ended
  await between.up();
  await becomes(id, 'sent');
  expect(post.letters).toHaveLength(1);
});

test.each<Moment>(['before', 'during', 'after'])('cut %s the record of a sent mail: sent once', async (moment) => {
  const between = await proxy(shop.url);
  const db = connect({ url: between.url, log, max: 1, deadlineMs: 300 });
  open.push(between.close, () => db.$close());
  const id = await queued(shop.db);
  const post = fakePost(taken);
  const cut = between.cutAt(/set status = 'sent'/, moment);
  sending(post, { db });
  await cut;
  await becomes(id, 'sent');
  expect(post.letters).toHaveLength(1);
});

test('what a crash left under way is said, and only that', async () => {
  const ids = await Promise.all([1, 2, 3].map(() => queued(shop.db)));
  await queued(shop.db);
  await runSql(shop.db, 'update notifications set in_hand = true where id = any($1::uuid[])', [ids]);
  const said: unknown[] = [];
  const info = (about: unknown) => void said.push(about);
  const part = sender({ db: shop.db, post: fakePost(taken), attemptsMax: 3, log: { ...log, info } });
  open.push(() => part.stop?.());
  void part.start?.();
  for (const id of ids) await becomes(id, 'sent');
  expect(said).toEqual([{ mails: 3 }]);
  expect(await rowOf(shop.db, ids[0]!)).toMatchObject({ in_hand: false });
});

test('an error after the 250 does not have the mail sent twice, one before it is an attempt', async () => {
  const id = await queued(shop.db);
  const post = fakePost(taken);
  armFailpoints('notifications.before-send:error*1,notifications.after-send:error*1');
  open.push(() => armFailpoints(undefined));
  sending(post);
  await until(() => timePasses(shop.db).then(async () => (await rowOf(shop.db, id)).status === 'sent'));
  expect(post.letters).toHaveLength(1);
  expect(await rowOf(shop.db, id)).toMatchObject({ attempts: 2 });
});

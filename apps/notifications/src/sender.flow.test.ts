import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { mailServer } from '@ecomm/testing/mail-server';
import { until } from '@ecomm/testing/until';
import { fakePost, freshNotifications, log, queued, rowOf, taken, timePasses } from './notifications.fixture.ts';
import { smtp, type Delivery, type Post } from './post.ts';
import { sender } from './sender.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
const open: (() => unknown)[] = [];
beforeAll(async () => void (shop = await freshNotifications()));
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
  await runSql(shop.db, 'delete from notifications');
});
afterAll(() => shop.close());

function sending(post: Post, { attemptsMax = 30 } = {}) {
  const part = sender({ db: shop.db, post, attemptsMax, log });
  open.push(() => part.stop?.());
  void part.start?.();
  return part;
}
const becomes = (id: string, status: string) =>
  until(async () => (await rowOf(shop.db, id)).status === status, { what: `mail ${status}` });
const later: Delivery = { kind: 'later', reason: '451 busy' };

test('a due mail is sent once and recorded', async () => {
  const id = await queued(shop.db);
  const post = fakePost(taken);
  sending(post);
  await becomes(id, 'sent');
  expect(await rowOf(shop.db, id)).toMatchObject({ attempts: 1, failure_reason: null });
  expect(post.letters).toMatchObject([{ id, key: id, to: { name: 'Ada Lovelace', address: 'ada@example.com' } }]);
  expect(post.letters[0]!.html).toContain('Welcome, Ada!');
});

test('a mail is not sent before notification.email said so', async () => {
  const early = await queued(shop.db, { due: false });
  const due = await queued(shop.db);
  const post = fakePost(taken);
  sending(post);
  await becomes(due, 'sent');
  expect(await rowOf(shop.db, early)).toMatchObject({ status: 'queued', attempts: 0 });
});

test('two copies with slow mail servers send each mail once', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, () => queued(shop.db)));
  const post = fakePost(async () => {
    await Bun.sleep(5);
    return { kind: 'sent' };
  });
  sending(post);
  sending(post);
  await Promise.all(ids.map((id) => becomes(id, 'sent')));
  expect(post.letters.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test('no more mails are under way than the post has slots', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => queued(shop.db)));
  let now = 0;
  let most = 0;
  const slow = async (): Promise<Delivery> => {
    most = Math.max(most, (now += 1));
    await Bun.sleep(10);
    now -= 1;
    return { kind: 'sent' };
  };
  sending(fakePost(slow, 3));
  await Promise.all(ids.map((id) => becomes(id, 'sent')));
  expect(most).toBe(3);
});

test('a mail that is not taken is tried again after a pause and counted, with the reason', async () => {
  const id = await queued(shop.db);
  const answers = [later, later];
  const post = fakePost(() => answers.shift() ?? taken());
  sending(post);
  await until(async () => (await rowOf(shop.db, id)).failure_reason === '451 busy');
  expect((await rowOf(shop.db, id)).status).toBe('queued');
  await until(() => timePasses(shop.db).then(async () => (await rowOf(shop.db, id)).status === 'sent'));
  expect(await rowOf(shop.db, id)).toMatchObject({ attempts: 3, failure_reason: null });
  expect(new Set(post.letters.map(({ key }) => key))).toEqual(new Set([id]));
});

test('a mail is given up after so many attempts, with the reason', async () => {
  const id = await queued(shop.db);
  const post = fakePost(() => later);
  sending(post, { attemptsMax: 3 });
  await until(() => timePasses(shop.db).then(async () => (await rowOf(shop.db, id)).status === 'failed'));
  expect(await rowOf(shop.db, id)).toMatchObject({ attempts: 3, failure_reason: '451 busy' });
  expect(post.letters).toHaveLength(3);
});

test('a mail that is refused for good is kept with the reason and holds nobody up', async () => {
  const bad = await queued(shop.db);
  const good = await queued(shop.db);
  sending(fakePost(({ id }) => (id === bad ? { kind: 'refused', reason: '550 no such mailbox' } : taken())));
  await Promise.all([becomes(bad, 'failed'), becomes(good, 'sent')]);
  expect(await rowOf(shop.db, bad)).toMatchObject({ attempts: 1, failure_reason: '550 no such mailbox' });
});

test('a mail server that is away costs no attempt, is asked now and then by one mail, and gets all when it is back', async () => {
  let away = true;
  const asked: number[] = [];
  const ids = await Promise.all(Array.from({ length: 20 }, () => queued(shop.db)));
  const post = fakePost(() => {
    asked.push(performance.now());
    return away ? { kind: 'away', reason: 'ECONNREFUSED' } : taken();
  });
  const part = sending(post, { attemptsMax: 1 });
  const wokenUntil = (count: number) =>
    until(
      () => {
        part.wake();
        return asked.length >= count;
      },
      { timeoutMs: 4_000 },
    );
  await wokenUntil(10);
  expect(asked[9]! - asked[8]!).toBeGreaterThan(800);
  away = false;
  await timePasses(shop.db);
  await Promise.all(ids.map((id) => becomes(id, 'sent')));
  expect((await rowOf(shop.db, ids[0]!)).attempts).toBe(1);
});

test('a mail that is under way for longer than its lease is not begun a second time by the same copy', async () => {
  const id = await queued(shop.db);
  const answer = Promise.withResolvers<Delivery>();
  const post = fakePost(() => answer.promise);
  const part = sending(post);
  await until(() => post.letters.length === 1);
  await timePasses(shop.db);
  const other = await queued(shop.db);
  part.wake();
  await until(() => post.letters.some((letter) => letter.id === other));
  answer.resolve({ kind: 'sent' });
  await becomes(id, 'sent');
  expect(post.letters).toHaveLength(2);
});

test('by real SMTP: 451 is tried again, 550 is kept, one that hangs is given up at the deadline and the rest goes on', async () => {
  const [busy, bad, hung, good] = await Promise.all([1, 2, 3, 4].map(() => queued(shop.db)));
  const first = new Set([busy, hung]);
  const server = await mailServer({
    answer: ({ notificationId: id }) => {
      if (id === bad) return 'refuse';
      if (!first.delete(id)) return undefined;
      return id === busy ? 'busy' : 'hang-after-data';
    },
  });
  open.push(server.close);
  sending(smtp({ url: server.url, from: 'shop@ecomm.test', timeoutMs: 1_000 }));
  await Promise.all([becomes(bad!, 'failed'), ...[busy, hung, good].map((id) => becomes(id!, 'sent'))]);
  expect(server.received.filter(({ answered }) => answered)).toHaveLength(3);
  expect(await rowOf(shop.db, hung!)).toMatchObject({ attempts: 2 });
  expect(await rowOf(shop.db, bad!)).toMatchObject({ failure_reason: expect.stringContaining('550') });
});

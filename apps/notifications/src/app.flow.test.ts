import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { verifier } from '@ecomm/http/auth';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { testIssuer } from '@ecomm/testing/tokens';
import { app } from './app.ts';
import { freshNotifications, log, queued, rowOf } from './notifications.fixture.ts';

const issuer = await testIssuer();
const customer = await issuer.authorization({ sub: 7 });
const admin = await issuer.authorization({ sub: 1, role: 'admin' });
const unknownId = Bun.randomUUIDv7();

let shop: Awaited<ReturnType<typeof freshNotifications>>;
let woken = 0;
beforeAll(async () => void (shop = await freshNotifications()));
beforeEach(async () => {
  woken = 0;
  await runSql(shop.db, 'delete from notifications');
});
afterAll(() => shop.close());

interface Answer {
  status: number;
  body: Record<string, unknown> & { items: Record<string, unknown>[]; next_cursor: string | null };
}

async function ask(
  path: string,
  headers: Record<string, string> = {},
  { method = 'GET', production = false } = {},
): Promise<Answer> {
  const ok = () => ({ status: 'ok' }) as const;
  const health = { readHealth: () => expect.unreachable(), readLivez: ok, readReadyz: async () => ok() };
  const edge = {
    service: 'notifications',
    version: '0',
    log,
    corsOrigins: [],
    swagger: false,
    authenticate: verifier(issuer),
  };
  const sender = { wake: () => (woken += 1) };
  const dead = deadLettersOf({ db: shop.db, group: 'notifications-group', subscriptions: [], log });
  const http = app({ db: shop.db, dead, production, sender, health, edge: { ...edge, production } });
  const response = await http.handle(new Request(`http://localhost${path}`, { method, headers }));
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
const end = (id: string, status: string) =>
  runSql(shop.db, 'update notifications set status = $2, attempts = 3 where id = $1', [id, status]);

test('GET /queued is open, newest first, with masked addresses', async () => {
  const older = await queued(shop.db);
  const newer = await queued(shop.db);
  const { status, body } = await ask('/queued');
  expect(status).toBe(200);
  expect(body.items.map(({ id }) => id)).toEqual([newer, older]);
  expect(body.items[0]).toMatchObject({
    template: 'welcome',
    to: 'a***@example.com',
    status: 'queued',
    attempts: 0,
    sent_at: null,
  });
  expect((await ask('/queued', customer)).body.items[0]).toMatchObject({ to: 'a***@example.com' });
});

test('an admin sees whole addresses', async () => {
  await queued(shop.db);
  expect((await ask('/queued', admin)).body.items).toMatchObject([{ to: 'ada@example.com' }]);
});

test('a bad token is refused even where none is needed', async () => {
  expect(await ask('/queued', { authorization: 'Bearer a.b.c' })).toMatchObject({
    status: 401,
    body: { code: 'auth.invalid_token' },
  });
});

test('in production only an admin may look at the queue', async () => {
  const production = true;
  expect(await ask('/queued', {}, { production })).toMatchObject({ status: 401, body: { code: 'auth.missing_token' } });
  expect(await ask('/queued', customer, { production })).toMatchObject({
    status: 403,
    body: { code: 'auth.forbidden' },
  });
  expect((await ask('/queued', admin, { production })).status).toBe(200);
});

test('the queue is read page by page, also of one status', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) ids.unshift(await queued(shop.db));
  await end(ids[1]!, 'failed');
  await end(ids[3]!, 'failed');
  const read = async (filter: string) => {
    const found: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: Answer = await ask(`/queued?limit=2${filter}${cursor && `&cursor=${cursor}`}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      found.push(...body.items.map(({ id }) => id));
      cursor = body.next_cursor;
    }
    return found;
  };
  expect(await read('')).toEqual(ids);
  expect(await read('&status=failed')).toEqual([ids[1], ids[3]]);
  expect(await read('&status=queued')).toEqual([ids[0], ids[2], ids[4]]);
});

test.each(['limit=0', 'limit=101', 'limit=1.5', 'status=lost'])('GET /queued?%s is invalid', async (query) => {
  expect(await ask(`/queued?${query}`)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
});

test.each(['x', 'IngI', "'%20or%201=1"])('the cursor %s is forged', async (cursor) => {
  expect(await ask(`/queued?cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
});

test('GET /queued/:id shows an admin the mail with both bodies and why it failed', async () => {
  const id = await queued(shop.db);
  await runSql(shop.db, `update notifications set status = 'failed', failure_reason = '550 no' where id = $1`, [id]);
  const { status, body } = await ask(`/queued/${id}`, admin);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id,
    to: 'ada@example.com',
    user_id: 7,
    order_id: null,
    status: 'failed',
    failure_reason: '550 no',
  });
  expect(body['html']).toContain('Welcome, Ada!');
  expect(body['text']).toContain('Welcome, Ada!');
});

test.each([
  ['/queued/:id', 'GET'],
  ['/queued/:id/resend', 'POST'],
])('%s is for admins', async (path, method) => {
  const id = await queued(shop.db);
  const of = (notification: string) => path.replace(':id', notification);
  expect(await ask(of(id), {}, { method })).toMatchObject({ status: 401 });
  expect(await ask(of(id), customer, { method })).toMatchObject({ status: 403 });
  for (const unknown of [unknownId, 'x', '1'])
    expect(await ask(of(unknown), admin, { method })).toMatchObject({ status: 404 });
});

test.each(['sent', 'failed'])(
  'a %s mail is queued again, with a new idempotency key, and the sender woken',
  async (status) => {
    const id = await queued(shop.db);
    await end(id, status);
    const again = await ask(`/queued/${id}/resend`, admin, { method: 'POST' });
    expect(again).toMatchObject({
      status: 202,
      body: { id, status: 'queued', attempts: 0, sent_at: null, failure_reason: null },
    });
    expect(await rowOf(shop.db, id)).toMatchObject({ resends: 1 });
    expect(woken).toBe(1);
  },
);

test('resending a mail that is queued changes nothing', async () => {
  const id = await queued(shop.db);
  const before = await rowOf(shop.db, id);
  expect((await ask(`/queued/${id}/resend`, admin, { method: 'POST' })).status).toBe(202);
  expect(await rowOf(shop.db, id)).toEqual(before);
});

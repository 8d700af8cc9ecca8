import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { contract } from '@ecomm/contracts/http/users';
import type { Operation } from '@ecomm/http/operation';
import { proxy } from '@ecomm/testing/proxy';
import { failCommits, startUsers, type Body, type Users } from './users.fixture.ts';

let users: Users;
let admin: Body;
let ada: Body;
beforeAll(async () => {
  users = await startUsers();
  admin = await users.admin();
  ada = await users.signUp('ada@example.com', { first_name: 'Ada' });
});
afterAll(() => users.close());

const get = (path: string, { token }: Body = {}) => users.ask('GET', path, undefined, { token });
const patch = (path: string, body: unknown, { token }: Body) => users.ask('PATCH', path, body, { token });
const operations = Object.entries<Operation>(contract);
const pathOf = ({ path }: Operation) => path.replace(':id', '1');

describe('without a token', () => {
  test.each(operations.filter(([, { auth }]) => auth === 'required'))('%s is 401', async (_id, operation) => {
    const { status, body, headers } = await users.ask(operation.method, pathOf(operation));
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'auth.missing_token' });
    expect(headers.get('www-authenticate')).toStartWith('Bearer');
    expect(headers.get('content-type')).toBe('application/problem+json');
  });
});

describe("with a customer's token", () => {
  test.each(operations.filter(([, { role }]) => role === 'admin'))('%s is 403', async (_id, operation) => {
    const { status, body } = await users.ask(operation.method, pathOf(operation), undefined, { token: ada.token });
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'auth.forbidden' });
  });
});

test('GET /me and one’s own GET /users/:id show the user', async () => {
  expect(await get('/me', ada)).toMatchObject({ status: 200, body: ada.user });
  expect(await get(`/users/${ada.userId}`, ada)).toMatchObject({ status: 200, body: ada.user });
});

test('an admin sees everyone', async () => {
  expect(await get(`/users/${ada.userId}`, admin)).toMatchObject({ status: 200, body: ada.user });
});

test("a stranger's user is the same 404 as an unknown one, to the letter", async () => {
  const bodies = [];
  for (const id of [admin.userId, 2_000_000_000]) {
    const { status, body } = await get(`/users/${id}`, ada);
    expect(status).toBe(404);
    const { trace_id: _, instance, ...rest } = body;
    bodies.push({ ...rest, instance: instance.replace(String(id), ':id') });
  }
  expect(bodies[0]).toEqual(bodies[1]);
  expect(bodies[0].code).toBe('user.not_found');
});

test.each([
  '0',
  '-1',
  '1.5',
  '0x1',
  '1e3',
  '01',
  '2147483648',
  '99999999999999999999',
  "1'--",
  '%00',
  '..%2f',
  'me',
  '%20',
])('GET /users/%s is 404', async (id) => {
  expect((await get(`/users/${id}`, admin)).status).toBe(404);
});

test('PATCH /me changes what is given, null clears, and nothing else can be changed', async () => {
  const eve = await users.signUp(undefined, { first_name: 'Eve', last_name: 'Moss' });
  const changed = await patch('/me', { first_name: null }, eve);
  expect(changed).toMatchObject({ status: 200, body: { id: eve.userId, first_name: null, last_name: 'Moss' } });
  expect(changed.body.updated_at > eve.user.updated_at).toBeTrue();
  expect((await patch('/me', { first_name: 'Evelyn' }, eve)).body.first_name).toBe('Evelyn');
  for (const body of [
    { role: 'admin' },
    { is_active: true },
    { email: 'x@y.zz' },
    { id: 1 },
    { first_name: '' },
    { last_name: 'a\nb' },
  ])
    expect((await patch('/me', body, eve)).status).toBe(422);
  expect((await get('/me', eve)).body).toMatchObject({ role: 'customer', first_name: 'Evelyn', last_name: 'Moss' });
});

test('an admin changes role and state', async () => {
  const { userId, user } = await users.signUp();
  expect((await patch(`/users/${userId}`, { role: 'admin' }, admin)).body.role).toBe('admin');
  expect((await patch(`/users/${userId}`, { is_active: false }, admin)).body).toMatchObject({
    role: 'admin',
    is_active: false,
  });
  expect((await users.logIn(user.email)).status).toBe(403);
  expect((await patch('/users/2000000000', { is_active: false }, admin)).status).toBe(404);
  for (const body of [{ role: 'root' }, { is_active: 1 }, { email: 'x@y.zz' }, { role: null }])
    expect((await patch(`/users/${userId}`, body, admin)).status).toBe(422);
});

test('changes that are rolled back leave nothing', async () => {
  const failing = await startUsers();
  const [boss, eve] = [await failing.admin(), await failing.signUp()];
  await failCommits(failing, 'users');
  const change = (path: string, body: unknown) => failing.ask('PATCH', path, body, { token: boss.token });
  expect((await change(`/users/${eve.userId}`, { is_active: false })).status).toBe(500);
  expect((await change('/me', { first_name: 'X' })).status).toBe(500);
  expect((await failing.refresh(eve.refresh_token)).body.user).toEqual(eve.user);
  await failing.close();
});

describe.each([
  ['/me', { first_name: 'Evelyn' }, /^update "users"/i],
  ['/users/:id', { is_active: false }, /^commit/i],
] as const)('PATCH %s', (path, change, moment) => {
  test.each(['before', 'during', 'after'] as const)('cut %s its commit and repeated, it is done once', async (when) => {
    const way = await proxy(users.url);
    const cut = await startUsers({ url: way.url });
    const [boss, eve] = [await cut.admin(), await cut.signUp()];
    const { token } = path === '/me' ? eve : boss;
    const ask = () => cut.ask('PATCH', path.replace(':id', eve.userId), change, { token });
    const happened = way.cutAt(moment, when);
    expect((await ask()).status).toBe(503);
    await happened;
    expect(await ask()).toMatchObject({ status: 200, body: { ...change, id: eve.userId, email: eve.user.email } });
    const [row] = await users.sql(`select first_name, is_active from users where id = ${eve.userId}`);
    expect(row).toMatchObject(change);
    expect((await cut.refresh(eve.refresh_token)).status).toBe(path === '/me' ? 200 : 401);
    await cut.close();
    await way.close();
  });
});

describe('the list', () => {
  const page = (query: string) => get(`/users${query}`, admin);

  test('goes through all accounts, newest first, each once', async () => {
    for (let i = 0; i < 5; i += 1) await users.signUp();
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body } = await page(`?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      expect(status).toBe(200);
      seen.push(...body.items.map(({ id }: { id: number }) => id));
      cursor = body.next_cursor;
    }
    const all = await users.sql<{ id: number }>('select id from users order by id desc');
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  test('has no next page when the last one was full', async () => {
    const [{ count } = { count: 0 }] = await users.sql<{ count: number }>('select count(*)::int from users');
    expect((await page(`?limit=${count}`)).body.next_cursor).toBeNull();
    expect((await page(`?limit=${count - 1}`)).body.next_cursor).toBeString();
  });

  test('shows users as everywhere', async () => {
    const { items } = (await page('?limit=100')).body;
    expect(items).toContainEqual(ada.user);
  });

  test.each(['0', '101', '-1', '1.5', 'x', '', '2;drop table users'])('limit=%s is 422', async (limit) => {
    expect((await page(`?limit=${encodeURIComponent(limit)}`)).status).toBe(422);
  });

  const forged = [[0], ['1'], [1.5], [1, 2], { id: 1 }, [9e15]].map((keyset) =>
    Buffer.from(JSON.stringify(keyset)).toString('base64url'),
  );
  test.each([...forged, 'x', 'W10', "'--"])('the cursor %s is 400', async (cursor) => {
    const { status, body } = await page(`?cursor=${cursor}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'cursor.invalid' });
  });
});

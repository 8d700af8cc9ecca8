import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { proxy } from '@ecomm/testing/proxy';
import { failCommits, sorted, startUsers, type Users } from './users.fixture.ts';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.close());

const isGood = async (token: string): Promise<boolean> => (await users.refresh(token)).status === 200;
const refused = { status: 401, body: { code: 'auth.invalid_token' } };

test('a refresh gives the next pair and the user as it is now', async () => {
  const session = await users.signUp();
  await users.sql(`update users set role = 'admin' where id = $1`, [session.userId]);
  const { status, body, headers } = await users.refresh(session.refresh_token);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toMatchObject({ userId: session.userId, user: { ...session.user, role: 'admin' } });
  expect(body.refresh_token).not.toBe(session.refresh_token);
  expect((await users.ask('GET', '/users', undefined, { token: body.token })).status).toBe(200);
  expect(await isGood(body.refresh_token)).toBeTrue();
});

test('a used token is refused and ends its family, and no other', async () => {
  const { refresh_token: first, user } = await users.signUp();
  const other = (await users.logIn(user.email)).body.refresh_token;
  const second = (await users.refresh(first)).body.refresh_token;
  const third = (await users.refresh(second)).body.refresh_token;
  expect(await users.refresh(first)).toMatchObject(refused);
  expect(await users.refresh(third)).toMatchObject(refused);
  expect(await users.refresh(second)).toMatchObject(refused);
  expect(await isGood(other)).toBeTrue();
});

test('of two with the same token at once at most one gets on, and its successor is revoked', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { refresh_token } = await users.signUp();
    const answers = await Promise.all([1, 2, 3].map(() => users.refresh(refresh_token)));
    expect(sorted(answers.map(({ status }) => status))).toEqual([200, 401, 401]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect(await users.refresh(winner.body.refresh_token)).toMatchObject(refused);
  }
});

test('a reuse that meets a rotation ends the family all the same', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { refresh_token: first } = await users.signUp();
    const second = (await users.refresh(first)).body.refresh_token;
    const [rotated, reused] = await Promise.all([users.refresh(second), users.refresh(first)]);
    expect(reused).toMatchObject(refused);
    if (rotated.status === 200) expect(await isGood(rotated.body.refresh_token)).toBeFalse();
  }
});

test.each(['unknown', 'rt_', "' or true --", '%', 'x'.repeat(512)])('the token %j is refused', async (token) => {
  expect(await users.refresh(token)).toMatchObject(refused);
});

test('an access token is no refresh token', async () => {
  expect(await users.refresh((await users.signUp()).token)).toMatchObject(refused);
});

test('an expired token is refused', async () => {
  const { refresh_token, userId } = await users.signUp();
  await users.sql('update sessions set expires_at = now() where user_id = $1', [userId]);
  expect(await users.refresh(refresh_token)).toMatchObject(refused);
});

test("a disabled account's token is refused, also after it is enabled again", async () => {
  const admin = await users.admin();
  const { refresh_token, userId } = await users.signUp();
  const set = (is_active: boolean) => users.ask('PATCH', `/users/${userId}`, { is_active }, { token: admin.token });
  expect((await set(false)).body).toMatchObject({ id: userId, is_active: false });
  expect(await users.refresh(refresh_token)).toMatchObject(refused);
  await users.sql('update sessions set revoked_at = null where user_id = $1', [userId]);
  expect(await users.refresh(refresh_token)).toMatchObject(refused);
  await set(false);
  await set(true);
  expect(await users.refresh(refresh_token)).toMatchObject(refused);
});

test('a logout ends the session, by its last token or a used one; any other session goes on', async () => {
  const logOut = (refresh_token: string) => users.ask('POST', '/auth/logout', { refresh_token });
  const { refresh_token: first, user } = await users.signUp();
  const other = (await users.logIn(user.email)).body.refresh_token;
  const second = (await users.refresh(first)).body.refresh_token;
  expect(await logOut(first)).toMatchObject({ status: 204, body: undefined });
  expect(await users.refresh(second)).toMatchObject(refused);
  expect((await logOut(second)).status).toBe(204);
  expect((await logOut('unknown')).status).toBe(204);
  expect(await isGood(other)).toBeTrue();
});

test.each(['before', 'during', 'after'] as const)(
  'a logout cut %s its commit and repeated ends the session',
  async (when) => {
    const way = await proxy(users.url);
    const cut = await startUsers({ url: way.url });
    const { refresh_token } = await cut.signUp();
    const logOut = () => cut.ask('POST', '/auth/logout', { refresh_token });
    const happened = way.cutAt(/^update "sessions"/i, when);
    expect((await logOut()).status).toBe(503);
    await happened;
    expect((await logOut()).status).toBe(204);
    expect((await cut.refresh(refresh_token)).status).toBe(401);
    await cut.close();
    await way.close();
  },
);

describe('strict bodies', () => {
  test.each(['/auth/refresh', '/auth/logout'])('%s refuses what is not its contract', async (path) => {
    for (const body of [{}, { refresh_token: 7 }, { refresh_token: '' }, { refresh_token: 'x', user_id: 1 }])
      expect((await users.ask('POST', path, body)).status).toBe(422);
  });
});

test('a refresh that is rolled back leaves the old token good', async () => {
  const failing = await startUsers();
  const { refresh_token } = await failing.signUp();
  await failCommits(failing, 'refresh_tokens');
  expect((await failing.refresh(refresh_token)).status).toBe(500);
  await failing.sql('drop trigger refuse on refresh_tokens');
  expect((await failing.refresh(refresh_token)).status).toBe(200);
  await failing.close();
});

test.each(['before', 'during', 'after'] as const)(
  'a refresh cut %s COMMIT has happened once or not at all: repeated it goes on, or is a reuse',
  async (moment) => {
    const way = await proxy(users.url);
    const cut = await startUsers({ url: way.url });
    const { refresh_token } = await cut.signUp();
    const happened = way.cutAt(/^commit/i, moment);
    expect((await cut.refresh(refresh_token)).status).toBe(503);
    await happened;
    expect((await cut.refresh(refresh_token)).status).toBe(moment === 'before' ? 200 : 401);
    await cut.close();
    await way.close();
  },
);

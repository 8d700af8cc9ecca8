import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { logIn } from './log-in.ts';
import { failCommits, password, sorted, startUsers, type Users } from './users.fixture.ts';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.close());

const next = 'a-longer-password';
const change = (to: Users, token: string, body: unknown = { current_password: password, new_password: next }) =>
  to.ask('POST', '/auth/password', body, { token });

test('the new password is good, the old one is not, and every session is over', async () => {
  const { token, refresh_token, user } = await users.signUp();
  const other = (await users.logIn(user.email)).body.refresh_token;
  expect(await change(users, token)).toMatchObject({ status: 204, body: undefined });
  expect((await users.logIn(user.email)).status).toBe(401);
  expect((await users.logIn(user.email, next)).status).toBe(200);
  for (const old of [refresh_token, other]) expect((await users.refresh(old)).status).toBe(401);
});

test('a wrong current password is 401 and changes nothing', async () => {
  const { token, refresh_token, user } = await users.signUp();
  const { status, body } = await change(users, token, { current_password: 'wrong-password', new_password: next });
  expect({ status, code: body.code }).toEqual({ status: 401, code: 'auth.invalid_credentials' });
  expect((await users.logIn(user.email)).status).toBe(200);
  expect((await users.refresh(refresh_token)).status).toBe(200);
});

test('wrong current passwords count as wrong logins do', async () => {
  const { token, user } = await users.signUp();
  const wrong = { current_password: 'wrong-password', new_password: next };
  for (let i = 0; i < 5; i += 1) expect((await change(users, token, wrong)).status).toBe(401);
  expect((await change(users, token)).status).toBe(429);
  expect((await users.logIn(user.email)).status).toBe(429);
});

test('of two changes at once one counts', async () => {
  const { token, user } = await users.signUp();
  const passwords = ['first-password', 'second-password'];
  const answers = await Promise.all(
    passwords.map((new_password) => change(users, token, { current_password: password, new_password })),
  );
  expect(sorted(answers.map(({ status }) => status))).toEqual([204, 401]);
  const winner = passwords[answers.findIndex(({ status }) => status === 204)]!;
  expect((await users.logIn(user.email, winner)).status).toBe(200);
});

test('a login that meets a change of the password opens no session', async () => {
  const { user } = await users.signUp();
  let isOver = false;
  const login = await users.deps.db.transaction(async (tx) => {
    await runSql(tx, `update users set password_hash = '' where id = $1`, [user.id]);
    // It has found the old hash and waits for this transaction.
    const pending = logIn(users.deps, { email: user.email, password }, '').finally(() => (isOver = true));
    const waits = () =>
      users.sql(`select 1 from pg_locks where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`);
    await until(async () => isOver || (await waits()).length > 0, { what: 'the login to wait' });
    return { outcome: pending.catch((error: unknown) => error) };
  });
  expect(await login.outcome).toMatchObject({ status: 401, code: 'auth.invalid_credentials' });
});

test.each([
  {},
  { current_password: password },
  { current_password: password, new_password: 'short' },
  { current_password: password, new_password: 'x'.repeat(129) },
  { current_password: password, new_password: next, email: 'a@b.co' },
])('%j is 422', async (body) => {
  expect((await change(users, (await users.signUp()).token, body)).status).toBe(422);
});

test('a disabled account changes no password', async () => {
  const { token, userId } = await users.signUp();
  await users.sql('update users set is_active = false where id = $1', [userId]);
  expect((await change(users, token)).status).toBe(401);
});

test('a change that is rolled back leaves password and sessions', async () => {
  const failing = await startUsers();
  const { token, refresh_token, user } = await failing.signUp();
  await failCommits(failing, 'users');
  expect((await change(failing, token)).status).toBe(500);
  expect((await failing.logIn(user.email)).status).toBe(200);
  expect((await failing.refresh(refresh_token)).status).toBe(200);
  await failing.close();
});

test.each(['before', 'during', 'after'] as const)(
  'a change cut %s COMMIT is done wholly or not at all',
  async (moment) => {
    const way = await proxy(users.url);
    const cut = await startUsers({ url: way.url });
    const { token, refresh_token, user } = await cut.signUp();
    const happened = way.cutAt(/^commit/i, moment);
    expect((await change(cut, token)).status).toBe(503);
    await happened;
    const isDone = moment !== 'before';
    expect((await cut.logIn(user.email, next)).status).toBe(isDone ? 200 : 401);
    expect((await cut.refresh(refresh_token)).status).toBe(isDone ? 401 : 200);
    expect((await change(cut, token)).status).toBe(isDone ? 401 : 204);
    await cut.close();
    await way.close();
  },
);

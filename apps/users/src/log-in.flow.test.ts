import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { proxy } from '@ecomm/testing/proxy';
import { logIn } from './log-in.ts';
import { failCommits, password, sorted, startUsers, type Body, type Users } from './users.fixture.ts';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.close());

const wrong = 'wrong-password';
const newAccount = async (to = users) => (await to.signUp()).user.email as string;
const attempt = async (email: string, secret: string, address = '192.0.2.1', to = users): Promise<Body> =>
  logIn(to.deps, { email, password: secret }, address).then(
    () => 200,
    (problem: { status: number }) => problem.status,
  );

test('a login answers as a sign-up does, whatever the case of the address', async () => {
  const { user } = await users.signUp('Case@example.com', { last_name: 'Lovelace' });
  const { status, body, headers } = await users.logIn('cASE@example.com');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toEqual({ token: expect.any(String), refresh_token: expect.any(String), userId: user.id, user });
});

test('an unknown address and a wrong password get the same answer', async () => {
  const answers = [await users.logIn(await newAccount(), wrong), await users.logIn('nobody@example.com', wrong)];
  const [known, unknown] = answers.map(({ status, headers, body: { trace_id: _, ...body } }) => ({
    status,
    body,
    headers: [...headers.keys()],
  }));
  expect(known).toEqual(unknown);
  expect(known).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } });
});

test('an unknown address takes as long as a wrong password', async () => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const account = await newAccount();
  for (let round = 0; round < 15; round += 1) {
    for (const kind of ['known', 'unknown'] as const) {
      const email = kind === 'known' ? account : `${crypto.randomUUID()}@example.com`;
      const before = performance.now();
      await attempt(email, wrong, `192.0.2.${round}`);
      times[kind].push(performance.now() - before);
    }
  }
  const [known, unknown] = [times.known, times.unknown].map((list) => sorted(list)[7]!);
  // Without the hash it would be a tenth; the rest is what a busy machine does.
  expect(unknown! / known!).toBeGreaterThan(0.4);
  expect(unknown! / known!).toBeLessThan(2.5);
}, 20_000);

describe('after five wrong passwords', () => {
  test('the account waits, also with the right one, until the first of them is 15 min old', async () => {
    const email = await newAccount();
    for (let i = 0; i < 5; i += 1) expect((await users.logIn(email, wrong)).status).toBe(401);
    const refused = await users.logIn(email.toUpperCase());
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 429, code: 'rate.limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeWithin(890, 901);
    await users.sql(`update login_failures set failed_at[1] = failed_at[1] - interval '15 minutes' where email = $1`, [
      email,
    ]);
    expect((await users.logIn(email, wrong)).status).toBe(401);
    expect((await users.logIn(email)).status).toBe(429);
    await users.sql(`update login_failures set failed_at = '{}' where email = $1`, [email]);
    expect((await users.logIn(email)).status).toBe(200);
  });

  test('it can go on from elsewhere: a stranger locks nobody out', async () => {
    const email = await newAccount();
    for (let i = 0; i < 6; i += 1) await attempt(email, wrong, '192.0.2.66');
    expect(await attempt(email, password, '192.0.2.66')).toBe(429);
    expect(await attempt(email, password, '192.0.2.1')).toBe(200);
  });

  test('other accounts go on from there', async () => {
    const [email, other] = [await newAccount(), await newAccount()];
    for (let i = 0; i < 6; i += 1) await attempt(email, wrong);
    expect(await attempt(other, password)).toBe(200);
  });

  test('an unknown address waits like a known one', async () => {
    const statuses = [];
    for (let i = 0; i < 7; i += 1) statuses.push(await attempt('ghost@example.com', wrong));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test('another address of the same IPv6 network is no other', async () => {
    const email = await newAccount();
    for (let i = 0; i < 5; i += 1) await attempt(email, wrong, `2001:db8::${i}`);
    expect(await attempt(email, password, '2001:db8::ffff')).toBe(429);
  });
});

test('guesses sent all at once learn of five, not even the right one among the others', async () => {
  const one = await startUsers({ slots: 1 });
  const email = await newAccount(one);
  const guesses = [...Array.from({ length: 12 }, (_, i) => `guess-number-${i}`), password];
  const statuses = await Promise.all(guesses.map((guess) => attempt(email, guess, '192.0.2.1', one)));
  expect(sorted(statuses)).toEqual([401, 401, 401, 401, 401, ...Array.from({ length: 8 }, () => 429)]);
  await one.close();
});

test('right passwords side by side are all let in', async () => {
  const email = await newAccount();
  const statuses = await Promise.all(Array.from({ length: 12 }, () => attempt(email, password)));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('who tries one password on many accounts has to wait; others go on', async () => {
  const few = await startUsers({ limits: { sprayMax: 4 } });
  const email = await newAccount(few);
  const statuses = [];
  for (let i = 0; i < 6; i += 1) statuses.push(await attempt(`spray${i}@example.com`, wrong, '192.0.2.9', few));
  expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  expect(await attempt(email, password, '192.0.2.9', few)).toBe(429);
  expect(await attempt(email, password, '192.0.2.1', few)).toBe(200);
  await few.close();
});

test("the client's address is the socket's, whatever X-Forwarded-For says", async () => {
  const server = users.elysia.listen({ hostname: '127.0.0.1', port: 0 }).server!;
  const post = (forwarded: string) =>
    fetch(new URL('/auth/login', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded, forwarded: `for=${forwarded}` },
      body: JSON.stringify({ email: 'forwarded@example.com', password: wrong }),
    });
  const statuses = [];
  for (let i = 0; i < 6; i += 1) statuses.push((await post(`203.0.113.${i}`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  expect(await users.sql(`select address from login_failures where email = 'forwarded@example.com'`)).toEqual([
    { address: '127.0.0.1' },
  ]);
  await server.stop(true);
});

test('a disabled account is told so, but only with its password', async () => {
  const email = await newAccount();
  await users.sql(`update users set is_active = false where email = $1`, [email]);
  const { status, body } = await users.logIn(email);
  expect({ status, code: body.code }).toEqual({ status: 403, code: 'auth.account_disabled' });
  expect((await users.logIn(email, wrong)).status).toBe(401);
});

test.each(["' or 1=1 --", 'a@b.co', 'x'.repeat(128), '%', '💥'.repeat(64)])(
  'the password %j is just wrong',
  async (secret) => {
    expect((await users.logIn(await newAccount(), secret)).status).toBe(401);
  },
);

test('a login that is rolled back leaves no session', async () => {
  const failing = await startUsers();
  const email = await newAccount(failing);
  await failCommits(failing, 'sessions');
  expect((await failing.logIn(email)).status).toBe(500);
  expect(await failing.sql(`select count(*)::int from sessions`)).toEqual([{ count: 1 }]);
  expect(await failing.sql(`select count(*)::int from refresh_tokens`)).toEqual([{ count: 1 }]);
  await failing.close();
});

test.each(['before', 'during', 'after'] as const)(
  'a login cut %s COMMIT is a 503, and works when repeated',
  async (moment) => {
    const way = await proxy(users.url);
    const cut = await startUsers({ url: way.url });
    const email = await newAccount(cut);
    const happened = way.cutAt(/^commit/i, moment);
    expect((await cut.logIn(email)).status).toBe(503);
    await happened;
    expect((await cut.logIn(email)).status).toBe(200);
    const [{ count } = { count: 0 }] = await users.sql<{ count: number }>(
      `select count(*)::int from sessions join users on users.id = user_id where email = $1`,
      [email],
    );
    expect(count).toBe(moment === 'before' ? 2 : 3);
    await cut.close();
    await way.close();
  },
);

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { proxy } from '@ecomm/testing/proxy';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { signUp as signUpFrom } from './sign-up.ts';
import { failCommits, password, sorted, startUsers, tokens, type Users } from './users.fixture.ts';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.close());

const signUp = (body: unknown) => users.ask('POST', '/auth/signup', body);
const countOf = async ({ sql }: Users, email: string) => {
  const text = `select (select count(*)::int from users where lower(email) = lower($1)) as accounts,
    (select count(*)::int from outbox where payload::json ->> 'email' = $1) as events,
    (select count(*)::int from sessions s join users u on u.id = s.user_id where u.email = $1) as sessions`;
  return (await sql<{ accounts: number; events: number; sessions: number }>(text, [email]))[0]!;
};

test('a sign-up answers tokens and the user, and stages user.created', async () => {
  const { status, body, headers } = await signUp({
    email: 'Ada@Example.com',
    password,
    first_name: 'Ada',
  });
  expect(status).toBe(201);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toEqual({
    token: expect.any(String),
    refresh_token: expect.any(String),
    userId: body.user.id,
    user: {
      id: expect.any(Number),
      email: 'Ada@Example.com',
      first_name: 'Ada',
      last_name: null,
      role: 'customer',
      is_active: true,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated_at: body.user.created_at,
    },
  });
  const [event] = await users.sql<{ topic: string; key: string; payload: string }>(
    `select topic, key, payload from outbox where key = $1`,
    [String(body.userId)],
  );
  expect({ ...event, payload: JSON.parse(event!.payload) }).toEqual({
    topic: 'user.created',
    key: String(body.userId),
    payload: {
      user_id: body.userId,
      email: 'Ada@Example.com',
      first_name: 'Ada',
      role: 'customer',
      created_at: body.user.created_at,
    },
  });
});

test('the access token is ES256, good for 15 minutes, with exactly the promised claims', async () => {
  const { token, userId } = await users.signUp();
  const keys = (await users.ask('GET', '/.well-known/jwks.json')).body;
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), tokens);
  expect(protectedHeader).toEqual({ alg: 'ES256', kid: keys.keys[0].kid, typ: 'JWT' });
  expect(payload).toEqual({
    sub: String(userId),
    role: 'customer',
    iss: 'ecomm-users',
    aud: 'ecomm',
    iat: expect.any(Number),
    exp: payload.iat! + 900,
    jti: expect.any(String),
    typ: 'access',
  });
});

test('no password, no token and no hash of them is in an answer, and only hashes are in tables', async () => {
  const email = 'hashes@example.com';
  const { refresh_token } = await users.signUp(email);
  const [row] = await users.sql<{ password_hash: string; current_token: string }>(
    `select password_hash, current_token from users join sessions on user_id = users.id where email = $1`,
    [email],
  );
  expect(row!.password_hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(row!.current_token).toMatch(/^[\da-f]{64}$/);
  expect(row!.current_token).not.toContain(refresh_token);
  const shown = JSON.stringify((await users.logIn(email)).body);
  expect(shown).not.toContain('argon2');
  expect(shown).not.toContain(password);
});

test('an address is taken whatever its case', async () => {
  await users.signUp('taken@example.com');
  const { status, body } = await signUp({ email: 'TAKEN@example.COM', password });
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'user.email_taken' });
});

test('of many sign-ups with one address at once one makes the account', async () => {
  const email = 'race@example.com';
  const answers = await Promise.all(Array.from({ length: 8 }, () => signUp({ email, password })));
  expect(sorted(answers.map(({ status }) => status))).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  expect(await countOf(users, email)).toEqual({ accounts: 1, events: 1, sessions: 1 });
});

describe('refuses with 422', () => {
  const good = { email: 'refused@example.com', password };
  test.each([
    ...[
      'a@b.co\r\nBcc: x@y.z',
      'a@b.co, x@y.z',
      'group: a@b.co, x@y.z;',
      'Ada <a@b.co>',
      '"a b"@c.de',
      'a@b.co\u0000',
      ' a@b.co',
      'a@b',
      'a@@b.co',
      'a@[127.0.0.1]',
      'a(comment)@b.co',
      '@b.co',
      `${'a'.repeat(65)}@b.co`,
      `a@${'b.'.repeat(130)}co`,
      '',
      7,
      null,
    ].map((email) => ['email', { ...good, email }] as const),
    ['password', { ...good, password: 'seven77' }],
    ['password', { ...good, password: 'x'.repeat(129) }],
    ['password', { email: good.email }],
    ['first_name', { ...good, first_name: 'Ada\r\nBcc: x@y.z' }],
    ['last_name', { ...good, last_name: 'NUL\u0000' }],
    ['first_name', { ...good, first_name: 'x'.repeat(101) }],
    ['role', { ...good, role: 'admin' }],
    ['is_active', { ...good, is_active: true }],
    ['id', { ...good, id: 1 }],
    ['__proto__', `{"email":"a@b.co","password":"${password}","__proto__":{"role":"admin"}}`],
  ])('%s of %j', async (path, body) => {
    const answer = await signUp(body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'request.invalid' });
    expect(answer.body.errors.map((error: { path: string }) => error.path.replace(/^\//, ''))).toContain(path);
    expect(JSON.stringify(answer.body)).not.toContain(password);
  });
});

test('what is no JSON object is 400 or 422, another media type 415, too much 413', async () => {
  const statusOf = async (body: string, type = 'application/json') =>
    (await users.ask('POST', '/auth/signup', body, { headers: { 'content-type': type } })).status;
  expect(await statusOf('{')).toBe(400);
  expect(await statusOf('[]')).toBe(422);
  expect(await statusOf(`{"email":"a@b.co","password":"${password}"}`, 'text/plain')).toBe(415);
  expect(await statusOf(`{"email":"${'x'.repeat(300_000)}"}`)).toBe(413);
});

test('after the allowed sign-ups of a minute an address waits, another does not', async () => {
  const limited = await startUsers({ limits: { signUpsPerMinute: 3 } });
  const from = (address: string) =>
    signUpFrom(limited.deps, { email: `${crypto.randomUUID()}@example.com`, password }, address).catch(
      (e: unknown) => e,
    );
  for (let i = 0; i < 3; i += 1) expect(await from('192.0.2.1')).toHaveProperty('token');
  const refusal = { status: 429, code: 'rate.limited', retryAfterSeconds: expect.any(Number) };
  expect(await from('::ffff:192.0.2.1')).toMatchObject(refusal);
  expect(await from('192.0.2.2')).toHaveProperty('token');
  await limited.sql(`update rate_windows set started_at = started_at - interval '1 minute'`);
  expect(await from('192.0.2.1')).toHaveProperty('token');
  await limited.close();
});

test('a sign-up that is rolled back leaves nothing', async () => {
  const failing = await startUsers();
  await failCommits(failing, 'users');
  const { status, body } = await failing.ask('POST', '/auth/signup', { email: 'x@example.com', password });
  expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' });
  expect(JSON.stringify(body)).not.toContain('refused');
  const [left] = await failing.sql(`select (select count(*)::int from users) as users,
    (select count(*)::int from outbox) as outbox, (select count(*)::int from sessions) as sessions`);
  expect(left).toEqual({ users: 0, outbox: 0, sessions: 0 });
  await failing.close();
});

describe('a sign-up whose connection is cut, and repeated, makes one account and one event', () => {
  test.each(['before', 'during', 'after'] as const)('%s COMMIT', async (moment) => {
    const way = await proxy(users.url);
    const cut = await startUsers({ url: way.url });
    const body = { email: `${moment}@example.com`, password };
    await cut.ask('GET', '/.well-known/jwks.json');
    const happened = way.cutAt(/^commit/i, moment);
    const first = await cut.ask('POST', '/auth/signup', body);
    await happened;
    expect({ status: first.status, code: first.body.code }).toEqual({ status: 503, code: 'database.unavailable' });
    const second = await cut.ask('POST', '/auth/signup', body);
    expect(second.status).toBe(moment === 'before' ? 201 : 409);
    expect((await cut.logIn(body.email)).status).toBe(200);
    expect(await countOf(users, body.email)).toEqual({ accounts: 1, events: 1, sessions: 2 });
    await cut.close();
    await way.close();
  });
});

import { afterEach, beforeEach, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { decodeProtectedHeader } from 'jose';
import { prune } from './prune.ts';
import { rotateKeys } from './signing-keys.ts';
import { startUsers, type Users } from './users.fixture.ts';

let users: Users;
beforeEach(async () => {
  users = await startUsers();
});
afterEach(() => users.close());

/** Lets time pass for the keys. */
const later = (minutes: number) =>
  users.sql(
    `update keys set signs_at = signs_at - make_interval(mins => $1), stops_at = stops_at - make_interval(mins => $1)`,
    [minutes],
  );

/** What a copy that starts now publishes, and which key it signs with. */
async function look() {
  const copy = await startUsers({ url: users.url });
  const jwks = (await copy.ask('GET', '/.well-known/jwks.json')).body.keys as { kid: string }[];
  const { token } = await copy.signUp();
  const signs = decodeProtectedHeader(token).kid!;
  await copy.close();
  return { published: jwks.map(({ kid }) => kid), signs, token };
}

test('the first key signs at once, and copies that start together make one', async () => {
  const copies = await Promise.all([1, 2, 3].map(() => startUsers({ url: users.url })));
  const sessions = await Promise.all(copies.map((copy) => copy.signUp()));
  expect(new Set(sessions.map(({ token }) => decodeProtectedHeader(token).kid)).size).toBe(1);
  expect(await users.sql('select count(*)::int from keys')).toEqual([{ count: 1 }]);
  for (const copy of copies)
    expect((await copy.ask('GET', '/me', undefined, { token: sessions[0].token })).status).toBe(200);
  await Promise.all(copies.map((copy) => copy.close()));
});

test('only public halves are published, and only what a verifier needs', async () => {
  const { status, headers, body } = await users.ask('GET', '/.well-known/jwks.json');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('public, max-age=60');
  const text = expect.any(String);
  expect(body).toEqual({ keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: text, x: text, y: text }] });
});

test('a new key is published 10 min before it signs; the old one 20 min after it stopped', async () => {
  const first = await look();
  const { kid } = await rotateKeys(users.deps.db);
  const both = [first.signs, kid];
  expect(await look()).toMatchObject({ published: both, signs: first.signs });
  await later(9);
  expect(await look()).toMatchObject({ published: both, signs: first.signs });
  await later(1);
  expect(await look()).toMatchObject({ published: both, signs: kid });
  await later(19);
  expect((await look()).published).toEqual(both);
  const me = await users.ask('GET', '/me', undefined, { token: first.token });
  expect(me.status).toBe(200);
  await later(1);
  expect((await look()).published).toEqual([kid]);
  await prune(users.deps.db);
  expect(await users.sql('select kid from keys')).toEqual([{ kid }]);
});

test('a token signed by the next key is good in a copy that has not heard of it', async () => {
  const stale = await users.signUp();
  await rotateKeys(users.deps.db);
  await later(11);
  const { token, signs } = await look();
  expect(signs).not.toBe(decodeProtectedHeader(stale.token).kid!);
  const isGood = async () => (await users.ask('GET', '/me', undefined, { token })).status === 200;
  await until(isGood, { what: 'the unknown key to be looked up' });
});

test('rotations close together leave no time without a key, and side by side are one after the other', async () => {
  const first = await look();
  const keys = await Promise.all([1, 2, 3].map(() => rotateKeys(users.deps.db)));
  const rows = await users.sql<{ signs_at: string; stops_at: string | null }>(
    'select signs_at::text, stops_at::text from keys order by signs_at',
  );
  expect(rows.map(({ stops_at }) => stops_at)).toEqual([...rows.slice(1).map(({ signs_at }) => signs_at), null]);
  expect((await look()).signs).toBe(first.signs);
  await later(11);
  expect((await look()).signs).toBe(keys.toSorted((a, b) => (a.signs_at < b.signs_at ? -1 : 1))[2]!.kid);
});

test('the private half of a key that stopped signing is gone', async () => {
  await look();
  await rotateKeys(users.deps.db);
  await later(12);
  await prune(users.deps.db);
  const rows = await users.sql<{ secret: boolean }>(
    'select private_jwk is not null as secret from keys order by signs_at',
  );
  expect(rows).toEqual([{ secret: false }, { secret: true }]);
});

test('with the database away the known keys are published and tokens verified', async () => {
  const { token } = await users.signUp();
  await users.deps.db.$close();
  expect((await users.ask('GET', '/.well-known/jwks.json')).status).toBe(200);
  expect((await users.ask('GET', '/users', undefined, { token })).status).toBe(403);
});

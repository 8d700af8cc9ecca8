import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { base64url, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { startUsers, type Body, type Users } from './users.fixture.ts';

let users: Users;
let session: Body;
let kid: string;
let publicKey: JWK;
let privateKey: Awaited<ReturnType<typeof importJWK>>;
beforeAll(async () => {
  users = await startUsers();
  session = await users.signUp();
  const [key] = await users.sql<{ kid: string; public: JWK; private: JWK }>(
    'select kid, public_jwk as public, private_jwk as private from keys',
  );
  ({ kid, public: publicKey } = key!);
  privateKey = await importJWK(key!.private, 'ES256');
});
afterAll(() => users.close());

const now = Math.floor(Date.now() / 1000);
const claims = (): JWTPayload => ({
  sub: String(session.userId),
  role: 'admin',
  iss: 'ecomm-users',
  aud: 'ecomm',
  iat: now,
  exp: now + 900,
  jti: crypto.randomUUID(),
  typ: 'access',
});
const sign = (payload: JWTPayload, header: object = {}, key = privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT', ...header }).sign(key);
const encode = (value: unknown) => base64url.encode(JSON.stringify(value));
const withClaims = (change: object) => () => sign({ ...claims(), ...change });
const hmac =
  (secret: string | Uint8Array, header: object = {}) =>
  () =>
    sign(claims(), { alg: 'HS256', ...header }, typeof secret === 'string' ? new TextEncoder().encode(secret) : secret);
const ask = (authorization: string) => users.ask('GET', '/users', undefined, { headers: { authorization } });

test('a token signed with our key is good: the attacks below fail for their own reason', async () => {
  expect((await ask(`Bearer ${await sign(claims())}`)).status).toBe(200);
});

const forged: Record<string, () => string | Promise<string>> = {
  'alg none': () => `${encode({ alg: 'none', kid })}.${encode(claims())}.`,
  'alg none with a signature': async () =>
    `${encode({ alg: 'none', kid })}.${(await sign(claims())).split('.').slice(1).join('.')}`,
  'an empty signature': async () => `${(await sign(claims())).split('.').slice(0, 2).join('.')}.`,
  'HS256 with the public key as its secret': () => hmac(JSON.stringify(publicKey))(),
  "HS256 with the public key's bytes": () => hmac(base64url.decode(publicKey.x!))(),
  'HS256 with an empty kid': hmac('x'.repeat(32), { kid: '' }),
  'RS256 in the header': async () => {
    const { privateKey: rsa } = await generateKeyPair('RS256');
    return sign(claims(), { alg: 'RS256' }, rsa);
  },
  'another curve': async () => {
    const { privateKey: p384 } = await generateKeyPair('ES384');
    return sign(claims(), { alg: 'ES384' }, p384);
  },
  "a stranger's key": async () => sign(claims(), {}, (await generateKeyPair('ES256')).privateKey),
  'an embedded jwk': async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    return sign(claims(), { kid: undefined, jwk: await exportJWK(pair.publicKey) }, pair.privateKey);
  },
  'a jku': async () => sign(claims(), { jku: 'http://127.0.0.1:1/keys' }, (await generateKeyPair('ES256')).privateKey),
  'a kid that is a path': () => sign(claims(), { kid: '../../dev/null' }),
  'a kid that is SQL': () => sign(claims(), { kid: "' or '1'='1" }),
  'a crit header': () => `${encode({ alg: 'ES256', kid, crit: ['x'], x: 1 })}.${encode(claims())}.${'A'.repeat(86)}`,
  expired: withClaims({ exp: now - 60 }),
  'no exp': withClaims({ exp: undefined }),
  'an exp that is text': withClaims({ exp: '9999999999' }),
  'nbf in the future': withClaims({ nbf: now + 600 }),
  'another aud': withClaims({ aud: 'other' }),
  'no aud': withClaims({ aud: undefined }),
  'another iss': withClaims({ iss: 'other' }),
  'another typ': withClaims({ typ: 'refresh' }),
  'no typ': withClaims({ typ: undefined }),
  'no sub': withClaims({ sub: undefined }),
  'a sub that is no id': withClaims({ sub: '1 or 1=1' }),
  'an unknown role': withClaims({ role: 'root' }),
  'a tampered payload': async () => {
    const [header, , signature] = session.token.split('.');
    return `${header}.${encode({ ...claims(), sub: '1' })}.${signature}`;
  },
  'a refresh token': () => session.refresh_token,
  'five parts': () => 'a.b.c.d.e',
  'no token': () => 'x',
};

describe('refused with 401', () => {
  test.each(Object.entries(forged))('%s', async (_name, make) => {
    const { status, body, headers } = await ask(`Bearer ${await make()}`);
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'auth.invalid_token' });
    expect(headers.get('www-authenticate')).toStartWith('Bearer');
  });

  test.each(['Basic YTpi', 'bearer', 'Bearer', 'Token x.y.z'])('%s', async (authorization) => {
    expect((await ask(authorization)).status).toBe(401);
  });
});

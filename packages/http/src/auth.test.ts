import { Problem } from '@ecomm/runtime/problem';
import { testIssuer } from '@ecomm/testing/tokens';
import { describe, expect, setSystemTime, test } from 'bun:test';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { verifier } from './auth.ts';

const issuer = await testIssuer();
const authenticate = verifier(issuer);
const outcome = async (token: string | undefined, check = authenticate) => {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: token.includes(' ') ? token : `Bearer ${token}` };
  try {
    return await check(new Request('http://localhost/', { headers }));
  } catch (error) {
    if (error instanceof Problem) return `${error.status} ${error.code}`;
    throw error;
  }
};
const refused = '401 auth.invalid_token';
const publicJwk = (await issuer.keys()).keys[0]!;
const claims = (over: object = {}) => ({
  iss: issuer.issuer,
  aud: issuer.audience,
  sub: '7',
  role: 'customer',
  typ: 'access',
  jti: 'j',
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 60,
  ...over,
});
const signed = (header: object, payload = claims(), key: Parameters<SignJWT['sign']>[0] = issuer.privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'JWT', ...header }).sign(key);

test('a good token is its caller, whatever the case of Bearer', async () => {
  const token = await issuer.sign({ sub: 7, role: 'admin' });
  expect(await outcome(token)).toMatchObject({ id: 7, role: 'admin' });
  expect(await outcome(`bearer ${token}`)).toMatchObject({ id: 7, role: 'admin' });
});

test('a caller knows when the token is no longer taken', async () => {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const token = await signed({}, claims({ exp }));
  for (const _ of ['verified', 'remembered'])
    expect(await outcome(token)).toMatchObject({ expiresAtMs: (exp + 5) * 1000 });
});

test('an EdDSA key of the set is as good', async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const keys = [publicJwk, { ...(await exportJWK(publicKey)), kid: 'ed', alg: 'EdDSA' }];
  const both = verifier({ ...issuer, keys: async () => ({ keys }) });
  expect(await outcome(await signed({ alg: 'EdDSA', kid: 'ed' }, claims(), privateKey), both)).toMatchObject({
    id: 7,
    role: 'customer',
  });
  expect(await outcome(await signed({}), both)).toMatchObject({ id: 7, role: 'customer' });
});

test('a verified token is not verified again, and not taken after its end', async () => {
  let asked = 0;
  const counting = verifier({ ...issuer, keys: async () => ((asked += 1), issuer.keys()) });
  const token = await issuer.sign({ sub: 7 });
  await outcome(token, counting);
  await outcome(token, counting);
  expect(asked).toBe(1);
  setSystemTime(Date.now() + 16 * 60_000);
  try {
    expect(await outcome(token, counting)).toBe(refused);
  } finally {
    setSystemTime();
  }
});

describe('is refused with 401:', () => {
  test('no token, another scheme, no JWT, a huge one', async () => {
    expect(await outcome(undefined)).toBe('401 auth.missing_token');
    const token = await issuer.sign({ sub: 7 });
    for (const header of [
      'Basic YTpi',
      'Bearer ',
      'Bearer x',
      `Bearer ${token} x`,
      `Bearer ${token}.`,
      `Token ${token}`,
    ])
      expect([header, await outcome(header)]).toEqual([header, refused]);
    expect(await outcome(await issuer.sign({ sub: 7, padding: 'x'.repeat(8_000) }))).toBe(refused);
  });

  test('alg none, also with the letters in another case, and an empty signature', async () => {
    expect(await outcome(new UnsecuredJWT(claims()).encode())).toBe(refused);
    const [, payload, signature] = (await issuer.sign({ sub: 7 })).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'test', typ: 'JWT' })).toString('base64url');
      expect(await outcome(`${header}.${payload}.${signature}`)).toBe(refused);
      expect(await outcome(`${header}.${payload}.`)).toBe(refused);
    }
    expect(await outcome((await issuer.sign({ sub: 7 })).replace(/[^.]+$/, ''))).toBe(refused);
  });

  test('HMAC with the public key as its secret', async () => {
    const key = await importJWK(publicJwk, 'ES256', { extractable: true });
    const secrets = [await exportSPKI(key as CryptoKey), JSON.stringify(publicJwk), publicJwk.x!];
    for (const secret of secrets)
      for (const alg of ['HS256', 'HS512'])
        expect(await outcome(await signed({ alg }, claims(), Buffer.from(secret.padEnd(64))))).toBe(refused);
  });

  test('another algorithm, of another or the same kind of key', async () => {
    for (const alg of ['RS256', 'PS256', 'ES384']) {
      const { privateKey } = await generateKeyPair(alg);
      expect([alg, await outcome(await signed({ alg }, claims(), privateKey))]).toEqual([alg, refused]);
    }
    const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'test' }];
    const lax = verifier({ ...issuer, keys: async () => ({ keys }) });
    expect(await outcome(await signed({ alg: 'ES384' }, claims(), privateKey), lax)).toBe(refused);
  });

  test('wrong or missing claims', async () => {
    const now = Math.floor(Date.now() / 1000);
    const wrong: object[] = [
      { exp: now - 60 },
      { exp: undefined },
      { exp: 'never' },
      { nbf: now + 60 },
      { iat: undefined },
      { jti: undefined },
      { aud: 'other' },
      { aud: undefined },
      { iss: 'other' },
      { iss: undefined },
      { typ: 'refresh' },
      { typ: undefined },
      { sub: undefined },
      { sub: '0' },
      { sub: '-1' },
      { sub: '1x' },
      { sub: '1e3' },
      { sub: '9007199254740993' },
      { role: 'root' },
      { role: undefined },
      { role: ['admin'] },
    ];
    for (const over of wrong) expect([over, await outcome(await signed({}, claims(over)))]).toEqual([over, refused]);
    expect(await outcome(await signed({}, claims({ aud: ['other', issuer.audience] })))).toMatchObject({
      id: 7,
      role: 'customer',
    });
  });

  test('a header of another type, critical extensions, an unencoded payload', async () => {
    for (const header of [
      { typ: 'refresh+jwt' },
      { typ: 'logout+jwt' },
      { crit: ['exp'], exp: 1 },
      { b64: false, crit: ['b64'] },
    ]) {
      const token = await signed(header).catch(() => forged(header));
      expect([header, await outcome(token)]).toEqual([header, refused]);
    }
  });

  test('a changed payload or signature', async () => {
    const [header, payload, signature] = (await issuer.sign({ sub: 7 })).split('.') as [string, string, string];
    const admin = Buffer.from(JSON.stringify(claims({ role: 'admin' }))).toString('base64url');
    expect(await outcome(`${header}.${admin}.${signature}`)).toBe(refused);
    expect(await outcome(`${header}.${payload}.${signature.slice(0, -4)}AAAA`)).toBe(refused);
    expect(await outcome(`${header}.${payload}.${'A'.repeat(86)}`)).toBe(refused);
  });

  test('kid tricks, jku, x5u and an embedded key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk: JWK = { ...(await exportJWK(publicKey)), alg: 'ES256' };
    const headers = [
      { kid: '../../../../dev/null' },
      { kid: "x' union select 'key" },
      { kid: 'unknown' },
      { kid: undefined },
      { jku: 'https://evil.example/jwks.json' },
      { x5u: 'https://evil.example/x5u' },
      { jwk, kid: undefined },
      { jwk },
    ];
    for (const header of headers)
      expect([header, await outcome(await signed(header, claims(), privateKey))]).toEqual([header, refused]);
    expect(await outcome(await forged({ kid: ['test'] }))).toBe(refused);
    expect(await outcome(await forged({ kid: { test: 1 } }))).toBe(refused);
  });
});

/** A token whose header is signed as it stands, which a library would not make. */
async function forged(header: object): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', kid: 'test', typ: 'JWT', ...header })}.${part(claims())}`;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, issuer.privateKey, Buffer.from(text));
  return `${text}.${Buffer.from(signature).toString('base64url')}`;
}

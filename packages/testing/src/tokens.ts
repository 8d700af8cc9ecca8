import { exportJWK, generateKeyPair, SignJWT, type JSONWebKeySet, type JWTPayload } from 'jose';

export interface TestToken {
  /** User id. */
  sub: number | string;
  role?: string;
  /** Seconds from now; 900 unless told, negative for an expired token. */
  expiresIn?: number;
  /** Other claims; undefined leaves a standard one out. */
  [claim: string]: unknown;
}

/** Stands in for users as the issuer of access tokens: an ES256 key pair of its own, with its public half as a key set. */
export async function testIssuer({ issuer = 'ecomm-users', audience = 'ecomm', kid = 'test' } = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
  return {
    issuer,
    audience,
    privateKey,
    keys: async (): Promise<JSONWebKeySet> => jwks,
    /** A signed access token, e.g. `sign({ sub: 1, role: 'admin' })`. */
    sign: ({ sub, role = 'customer', expiresIn = 900, ...claims }: TestToken): Promise<string> => {
      const now = Math.floor(Date.now() / 1000);
      const standard = {
        iss: issuer,
        aud: audience,
        iat: now,
        exp: now + expiresIn,
        jti: crypto.randomUUID(),
        typ: 'access',
      };
      const payload = { ...standard, sub: String(sub), role, ...claims } as JWTPayload;
      return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' }).sign(privateKey);
    },
    /** The same as a header. */
    async authorization(token: TestToken): Promise<{ authorization: string }> {
      return { authorization: `Bearer ${await this.sign(token)}` };
    },
  };
}

import { Problem } from '@ecomm/runtime/problem';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from './operation.ts';

/** The verification keys; told a `kid` that the last set lacked, it may look for a newer one. */
export type Keys = (unknownKid?: string) => Promise<JSONWebKeySet>;

export interface VerifierOptions {
  readonly keys: Keys;
  readonly issuer: string;
  readonly audience: string;
}

type Verified = Required<Caller>;

/** The claim `typ` of an access token; a token made for anything else must carry another. */
export const accessTokenType = 'access';
export const algorithms = ['ES256', 'EdDSA'];

const toleranceSeconds = 5;
const tokenLengthMax = 4096;
const cachedTokensMax = 10_000;

/**
 * Who sent a request, by its `Authorization: Bearer` access token (behaviour §2): signed by one of `keys` with ES256 or
 * EdDSA, header `typ` JWT when there is one, claims `iss`, `aud`, `exp`, `iat`, `jti`, `typ: "access"`, `sub` (user id)
 * and `role`. Verified tokens are remembered until they expire. Problems: 401 `auth.missing_token` without a token, 401 `auth.invalid_token` for a
 * bad one, 503 `auth.keys_unavailable` from `keys`.
 */
export function verifier({ keys, issuer, audience }: VerifierOptions): (request: Request) => Caller | Promise<Caller> {
  const seen = new LRUCache<string, Verified>({ max: cachedTokensMax });
  const options = {
    algorithms,
    issuer,
    audience,
    clockTolerance: toleranceSeconds,
    requiredClaims: ['exp', 'iat', 'jti', 'sub'],
  };

  const verify = async (header: string | null): Promise<Caller> => {
    try {
      const token = bearer(header);
      const { payload, protectedHeader } = await jwtVerify(token, keyFrom(keys), options);
      if ((protectedHeader.typ ?? 'JWT') !== 'JWT' || payload.typ !== accessTokenType) throw invalid();
      const caller = callerOf(payload);
      seen.set(`Bearer ${token}`, caller);
      return caller;
    } catch (error) {
      throw error instanceof Problem ? error : invalid(error);
    }
  };

  return (request) => {
    const header = request.headers.get('authorization');
    const known = header === null ? undefined : seen.get(header);
    if (known && known.expiresAtMs > Date.now()) return known;
    return verify(header);
  };
}

function bearer(header: string | null): string {
  if (header === null)
    throw new Problem(401, 'auth.missing_token', 'This needs an access token: Authorization: Bearer …');
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
  if (!token || token.length > tokenLengthMax) throw invalid();
  return token;
}

/** Picks the key a token names; a name that the set lacks is looked for once more in a newer set. */
function keyFrom(keys: Keys): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keySet(await keys())(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || typeof header.kid !== 'string') throw error;
      return keySet(await keys(header.kid))(header, token);
    }
  };
}

const imported = new WeakMap<JSONWebKeySet, JWTVerifyGetKey>();

function keySet(jwks: JSONWebKeySet): JWTVerifyGetKey {
  let set = imported.get(jwks);
  if (!set) imported.set(jwks, (set = createLocalJWKSet(jwks)));
  return set;
}

function callerOf({ sub, role, exp }: JWTPayload): Verified {
  const id = /^[1-9]\d{0,15}$/.test(sub ?? '') ? Number(sub) : NaN;
  if (!Number.isSafeInteger(id) || (role !== 'customer' && role !== 'admin')) throw invalid();
  return { id, role, expiresAtMs: (exp! + toleranceSeconds) * 1000 };
}

const invalid = (cause?: unknown): Problem =>
  new Problem(401, 'auth.invalid_token', 'The access token is not valid, or no longer.', { cause });

import type { Db } from '@ecomm/database/connect';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import type { PublicKey } from './schema.ts';
import { ensureKey, readKeys } from './signing-keys.ts';

export interface Signer {
  kid: string;
  key: CryptoKey;
}

export interface Keyring {
  /** The key that signs now. Problem 503 when the database cannot say. */
  signer(): Promise<Signer>;
  /** Every published key; with the database down, those known last. */
  publicKeys: (unknownKid?: string) => Promise<{ keys: PublicKey[] }>;
}

interface KnownKey extends Signer {
  signsAtMs: number;
}

interface Ring {
  readAtMs: number;
  jwks: { keys: PublicKey[] };
  keys: KnownKey[];
}

/** Far less than a key is announced before it signs, so that copies agree. */
const freshMs = 30_000;
/** Unknown key names in tokens make it look no oftener than this. */
const pauseMs = 2_000;

/**
 * The signing keys, read from the database and remembered for 30 s. Which one signs is told by the database's clock,
 * carried on by this process' monotonic one. Makes the very first key.
 */
export function keyring(db: Db): Keyring {
  let ring: Ring | undefined;
  let reading: Promise<Ring> | undefined;
  const read = (): Promise<Ring> =>
    (reading ??= load(db)
      .then((loaded) => (ring = loaded))
      .finally(() => (reading = undefined)));
  const readUnless = (ageMs: number): Ring | Promise<Ring> =>
    ring && performance.now() - ring.readAtMs < ageMs ? ring : read();

  return {
    signer: async () => {
      const { keys } = await readUnless(freshMs);
      const now = performance.now();
      const signer = keys.findLast(({ signsAtMs }) => signsAtMs <= now);
      if (!signer) throw new Error('no key signs now');
      return signer;
    },
    publicKeys: async (unknownKid) => {
      try {
        return (await readUnless(unknownKid === undefined ? freshMs : pauseMs)).jwks;
      } catch (error) {
        if (ring) return ring.jwks;
        throw error;
      }
    },
  };
}

async function load(db: Db): Promise<Ring> {
  let rows = await readKeys(db);
  if (!rows.some(({ stopsInSeconds }) => stopsInSeconds === null)) {
    await ensureKey(db);
    rows = await readKeys(db);
  }
  const readAtMs = performance.now();
  const keys = rows.flatMap(({ kid, private_jwk, signsInSeconds }) =>
    private_jwk ? [importKey(kid, private_jwk, readAtMs + signsInSeconds * 1000)] : [],
  );
  return { readAtMs, jwks: { keys: rows.map(({ public_jwk }) => public_jwk) }, keys: await Promise.all(keys) };
}

async function importKey(kid: string, jwk: JWK, signsAtMs: number): Promise<KnownKey> {
  return { kid, key: (await importJWK(jwk, 'ES256')) as CryptoKey, signsAtMs };
}

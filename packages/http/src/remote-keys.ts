import { Problem } from '@ecomm/runtime/problem';
import type { Log } from '@ecomm/runtime/log';
import type { JSONWebKeySet } from 'jose';
import type { Keys } from './auth.ts';

export interface RemoteKeysOptions {
  readonly log: Log;
  /** Age at which a set is fetched anew in the background. Keys are published 10 min before they sign (behaviour §3). */
  readonly freshMs?: number;
  /** Shortest time between two fetches, whatever tokens name. */
  readonly pauseMs?: number;
}

/**
 * The key set at `url` (users' /.well-known/jwks.json): fetched when first asked for, kept for ever, renewed in the
 * background. An unknown kid fetches at most once every few seconds. With the issuer down the last set is used;
 * with none ever loaded: Problem 503 `auth.keys_unavailable`.
 */
export function remoteKeys(url: string, { log, freshMs = 5 * 60_000, pauseMs = 5_000 }: RemoteKeysOptions): Keys {
  let set: JSONWebKeySet | undefined;
  let fetchedAt = -Infinity;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  const fetchOnce = async (): Promise<void> => {
    try {
      set = await load(url);
      fetchedAt = performance.now();
    } catch (error) {
      log.warn({ err: error, url }, 'could not fetch the verification keys');
    } finally {
      asking = undefined;
    }
  };
  const ask = (): Promise<void> => {
    askedAt = performance.now();
    return (asking ??= fetchOnce());
  };

  return async (unknownKid) => {
    const now = performance.now();
    if (!set) {
      if (asking || now - askedAt > Math.min(pauseMs, 1_000)) await ask();
    } else if (unknownKid !== undefined) {
      if (asking || now - askedAt > pauseMs) await ask();
    } else if (now - fetchedAt > freshMs && now - askedAt > pauseMs) void ask();
    if (!set)
      throw new Problem(503, 'auth.keys_unavailable', 'Tokens cannot be checked right now.', { retryAfterSeconds: 1 });
    return set;
  };
}

async function load(url: string): Promise<JSONWebKeySet> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`the key set answered ${response.status}`);
  const loaded = (await response.json()) as Partial<JSONWebKeySet> | null;
  const keys = loaded?.keys?.filter(({ kty }) => kty === 'EC' || kty === 'OKP');
  if (!keys?.length) throw new Error('the answer is no key set');
  return { keys };
}

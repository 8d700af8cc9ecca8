import { addresses } from './generated/contract.gen.ts';
import type { Tokens, TokenSource, TokenStore } from './session.ts';

export type Service = keyof typeof addresses;

/** How to reach a shop. With nothing given: the one that `bun run start` has on this machine. */
export interface ShopOptions {
  /** A gateway in front of all services; the service's name is the first part of the path: `<baseUrl>/orders/create`. */
  baseUrl?: string | undefined;
  /** Single services elsewhere. */
  urls?: Partial<Record<Service, string>> | undefined;
  /** An access token, or what gives one; asked before each request. */
  token?: TokenSource | undefined;
  /** Where signup, login and refresh keep their tokens and logout drops them; in memory unless given. */
  tokens?: TokenStore | Tokens | undefined;
  fetch?: Fetch | undefined;
  /** For a whole call with all its tries; 10,000 by default. */
  timeoutMs?: number | undefined;
  /** Further tries of what is safe to repeat; 2 by default. */
  retries?: number | undefined;
}

/** What is used of `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** For one call. */
export interface CallOptions {
  /** Gives the call up; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** For the whole call with all its tries. */
  timeoutMs?: number | undefined;
  /** Continues this W3C trace instead of beginning one. */
  traceparent?: string | undefined;
  /** Sees the answer before its body is read: for headers such as `ETag` or `Idempotent-Replayed`. */
  onResponse?: ((response: Response) => void) | undefined;
}

/** For a call that the service does only once per key. */
export interface KeyedCallOptions extends CallOptions {
  /** Made for each call unless given, and kept over its tries. Give your own to repeat a call safely later. */
  idempotencyKey?: string | undefined;
}

/** Part of a list. */
export interface PageOptions {
  /** How many items a page, 1 to 100. */
  limit?: number | undefined;
}

export function urlOf(service: Service, { baseUrl, urls }: ShopOptions): string {
  const url =
    urls?.[service] ?? (baseUrl === undefined ? addresses[service] : `${baseUrl.replace(/\/+$/, '')}/${service}`);
  return url.replace(/\/+$/, '');
}

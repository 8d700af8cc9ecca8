import type { ShopError } from './shop-error.ts';

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Answers that another try may change. An order refused is no such thing: 409 only while the first try or a refund still runs. */
const passing = new Set([408, 429, 502, 503, 504]);

/** Whether the same request may fare better later. Whether it may be sent twice is for the caller to know. */
export const isPassing = (error: ShopError): boolean =>
  ['client.unreachable', 'idempotency.in_progress', 'refund.in_progress'].includes(error.code) ||
  passing.has(error.status);

/** A request that has the same effect once or twice: by its method, or by a key that the service remembers. */
export function isRepeatable(method: string, headers: Headers): boolean {
  if (headers.has('idempotency-key')) return true;
  return /^(GET|HEAD|PUT|DELETE)$/.test(method) && !headers.has('if-match'); // the second one would find its own change
}

/**
 * Milliseconds before another try: exponential with full jitter, but never sooner than the service asks.
 * `attempt` counts from 0.
 */
export function pauseMs(attempt: number, retryAfterSeconds = 0, random: () => number = Math.random): number {
  const jitterMs = random() * Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);
  return retryAfterSeconds * 1000 + jitterMs;
}

/** `Retry-After` (RFC 9110 §10.2.3) in seconds: a number of them, or a date. */
export function parseRetryAfter(value: string | null, now = Date.now()): number | undefined {
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

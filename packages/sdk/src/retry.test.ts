import { expect, test } from 'bun:test';
import { isPassing, isRepeatable, parseRetryAfter, pauseMs } from './retry.ts';
import { ShopError, type ShopErrorCode } from './shop-error.ts';

const failure = (status: number, code: ShopErrorCode): ShopError =>
  new ShopError({ type: '', title: '', status, detail: '', instance: '', code, trace_id: '' });

test('safe to repeat is what has the same effect twice: by its method, or by a key', () => {
  const keyed = new Headers({ 'Idempotency-Key': 'k' });
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) expect(isRepeatable(method, new Headers())).toBe(true);
  for (const method of ['POST', 'PATCH']) expect(isRepeatable(method, new Headers())).toBe(false);
  expect(isRepeatable('POST', keyed)).toBe(true);
  expect(isRepeatable('PUT', new Headers({ 'If-Match': '"1"' }))).toBe(false);
});

test('another try is worth it after trouble on the way, too many requests, and while the first try or a refund still runs', () => {
  for (const status of [408, 429, 502, 503, 504]) expect(isPassing(failure(status, 'service.timeout'))).toBe(true);
  for (const status of [400, 401, 403, 404, 409, 412, 422, 500])
    expect(isPassing(failure(status, 'internal'))).toBe(false);
  expect(isPassing(failure(0, 'client.unreachable'))).toBe(true);
  expect(isPassing(failure(0, 'client.timeout'))).toBe(false);
  for (const code of ['idempotency.in_progress', 'refund.in_progress'] as const)
    expect(isPassing(failure(409, code))).toBe(true);
});

test('pauses grow twofold up to a bound, anywhere between nothing and that, and never undercut Retry-After', () => {
  const longest = [0, 1, 2, 3, 20].map((attempt) => pauseMs(attempt, 0, () => 1));
  expect(longest).toEqual([100, 200, 400, 800, 5_000]);
  expect(pauseMs(3, 0, () => 0)).toBe(0);
  expect(pauseMs(0, 2, () => 0.5)).toBe(2_050);
});

test('Retry-After is seconds or a date; one that is over asks for nothing, nonsense is none', () => {
  const now = Date.parse('2026-01-05T09:30:00Z');
  expect(parseRetryAfter('120', now)).toBe(120);
  expect(parseRetryAfter('Mon, 05 Jan 2026 09:30:07 GMT', now)).toBe(7);
  expect(parseRetryAfter('Mon, 05 Jan 2026 09:00:00 GMT', now)).toBe(0);
  expect(parseRetryAfter('soon', now)).toBeUndefined();
  expect(parseRetryAfter(null, now)).toBeUndefined();
});

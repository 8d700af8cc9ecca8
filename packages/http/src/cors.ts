import type { HeaderRecord } from './answer.ts';

export type AddCors = (headers: Headers, request: Request) => void;

const exposed = ['ETag', 'Retry-After', 'traceparent', 'Idempotent-Replayed'].join(', ');

/**
 * Lets pages of these origins read an answer (Fetch standard, CORS protocol). Our own, since Elysia's plugin makes it copy
 * every answer through a stream: a third of a small one's time.
 */
export function corsOf(origins: readonly string[]): AddCors {
  if (origins.length === 0) return () => {};
  const allowed = new Set(origins);
  return (headers, request) => {
    headers.append('vary', 'Origin');
    const origin = request.headers.get('origin');
    if (origin === null || !allowed.has(origin)) return;
    headers.set('access-control-allow-origin', origin);
    headers.set('access-control-expose-headers', exposed);
  };
}

/** What a page is told that asks beforehand whether it may. */
export const preflightHeaders: HeaderRecord = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, traceparent, X-Request-Id',
  'access-control-max-age': '600',
};

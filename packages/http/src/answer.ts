import { traceparent } from '@ecomm/runtime/trace';

const security = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};
const overTls = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

export type HeaderRecord = Readonly<Record<string, string>>;

/** Headers that every answer carries; HSTS only in production, where TLS stands before us. */
export const securityHeaders = (production: boolean): HeaderRecord => ({ ...security, ...(production ? overTls : {}) });

const requestIdFormat = /^[\w.:/+=@-]{1,128}$/;

/** Adds what ties an answer to its request: its trace, and the client's own id for it, else the trace id. */
export function addTrace(headers: Headers, request: Request): void {
  const current = traceparent();
  const given = request.headers.get('x-request-id');
  headers.set('traceparent', current);
  headers.set('x-request-id', given !== null && requestIdFormat.test(given) ? given : current.slice(3, 35));
}

/** Adds `headers` where the answer has none of that name. */
export function addMissing(answer: Headers, headers: HeaderRecord): void {
  for (const name in headers) if (!answer.has(name)) answer.set(name, headers[name]!);
}

import { Problem } from '@ecomm/runtime/problem';
import { traceId } from '@ecomm/runtime/trace';
import type { AddCors } from './cors.ts';
import { addTrace, securityHeaders } from './answer.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The path of a URL, without its query, which may hold what is nobody else's to see. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const end = url.search(/[?#]/);
  return start === -1 ? '/' : url.slice(start, end === -1 ? undefined : end);
}

export type ProblemAnswer = (problem: Problem, request: Request) => Response;

/**
 * A Problem as application/problem+json (RFC 9457, behaviour §2). `type` is `urn:ecomm:problem:<code>`, `title` the
 * status's phrase, `instance` the request's path. 401 carries WWW-Authenticate, what has a waiting time Retry-After.
 */
export function problemAnswer(production: boolean, addCors: AddCors = () => {}): ProblemAnswer {
  const fixed = new Headers({
    ...securityHeaders(production),
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  return (problem, request) => {
    const { status, code, detail, errors, extra, retryAfterSeconds } = problem;
    const headers = new Headers(fixed);
    addTrace(headers, request);
    addCors(headers, request);
    if (status === 401) headers.set('www-authenticate', challenge(code));
    const wait = retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined);
    if (wait !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(wait))));
    const body = {
      ...extra,
      type: `urn:ecomm:problem:${code}`,
      title: titles[status] ?? 'Error',
      status,
      detail,
      instance: pathOf(request.url),
      code,
      trace_id: traceId(),
      errors,
    };
    return new Response(JSON.stringify(body), { status, headers });
  };
}

const challenge = (code: string): string =>
  code === 'auth.invalid_token' ? 'Bearer realm="ecomm", error="invalid_token"' : 'Bearer realm="ecomm"';

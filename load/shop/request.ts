import http, { type RefinedParams, type RefinedResponse } from 'k6/http';
import { urls, type Service } from '../settings.ts';

/** What thresholds and the report go by, and what is asked: `GET products/:id` with `params: { id: 7 }`. */
export type Operation = `${'GET' | 'POST' | 'PUT'} ${Service}/${string}`;
export type Answer = RefinedResponse<'text'>;

export interface Request {
  params?: Record<string, string | number>;
  query?: Record<string, string | number | boolean>;
  token?: string;
  idempotencyKey?: string;
  body?: object;
  /** Statuses that are no failure; else all below 400. */
  expected?: number[];
}

export function request(operation: Operation, { params = {}, query = {}, body, ...given }: Request = {}): Answer {
  const [, method = '', service = '', template = ''] = /^(\S+) ([a-z]+)(\/.*)$/.exec(operation) ?? [];
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const url = `${urls[service as Service]}${path}${search.length > 0 ? `?${search.join('&')}` : ''}`;
  return http.request(method, url, body === undefined ? null : JSON.stringify(body), paramsOf(operation, given));
}

function paramsOf(operation: Operation, { token, idempotencyKey, expected }: Request): RefinedParams<'text'> {
  return {
    tags: { name: operation },
    responseType: 'text',
    timeout: '10s',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
    },
    ...(expected === undefined ? {} : { responseCallback: http.expectedStatuses(...expected) }),
  };
}

/** The body of an answer with this status; anything else ends the iteration, or the set-up, with what was answered. */
export function bodyOf(answer: Answer, status: number): unknown {
  if (answer.status === status) return answer.json();
  throw new Error(
    `${answer.request.method} ${answer.url} was answered ${answer.status} ${answer.body || answer.error}`,
  );
}

/** Of a problem: `stock.insufficient`. */
export function codeOf({ body }: Answer): string {
  try {
    return (JSON.parse(body) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}

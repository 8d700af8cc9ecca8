import { Problem, type FieldError } from '@ecomm/runtime/problem';
import { OptionalKind, Type } from '@sinclair/typebox';
import { readJson } from './body.ts';
import type { Edge } from './edge.ts';
import { readFiles } from './multipart.ts';
import type { Caller, Operation } from './operation.ts';
import { headersReader, paramsReader, queryReader } from './query.ts';
import { unstorable } from './text.ts';
import { validator, type Validator } from './validate.ts';

const jsonBytesMax = 256 * 1024;
const fileBytesMax = 5 * 1024 * 1024;

export type Read<T> = (request: Request, rawParams: Record<string, string>) => T | Promise<T>;

const invalid = (where: string, errors: readonly FieldError[]): Problem =>
  new Problem(422, 'request.invalid', `The ${where} not as the contract says.`, { errors });

/** Who asks: 401 without a good token where one is needed, 403 `auth.forbidden` for too low a role. */
export function callerReader(op: Operation, { authenticate }: Edge): Read<Caller | undefined> {
  if (op.auth === 'none') return () => undefined;
  const allowed = (caller: Caller): Caller => {
    if (op.role && caller.role !== op.role)
      throw new Problem(403, 'auth.forbidden', `This is for the role ${op.role} only.`);
    return caller;
  };
  return (request) => {
    if (op.auth === 'optional' && !request.headers.has('authorization')) return undefined;
    const caller = authenticate(request);
    return caller instanceof Promise ? caller.then(allowed) : allowed(caller);
  };
}

/** Path parameters; one that is malformed names nothing: 404 with the operation's own code (behaviour §2). */
export function checkedParams(op: Operation): (raw: Record<string, string>) => unknown {
  if (!op.params) return () => undefined;
  const read = paramsReader(op.params);
  const expected = validator(op.params);
  const code = op.problems[404]?.find((declared) => declared.endsWith('.not_found')) ?? 'route.not_found';
  return (raw) => {
    const params = read(raw);
    if (!expected.check(params) || unstorable(params))
      throw new Problem(404, code, 'There is nothing here under this id.');
    return params;
  };
}

/** The query, strictly converted; 422 for what is unknown, repeated or out of bounds. */
export function checkedQuery(op: Operation): (url: string) => unknown {
  const read = queryReader(op.query);
  const expected = validator(op.query ?? Type.Object({}));
  return (url) => {
    if (!op.query && !url.includes('?')) return undefined;
    const query = read(url);
    if (!expected.check(query)) throw invalid('query is', expected.errors(query));
    const bad = url.includes('%') ? unstorable(query) : undefined;
    if (bad) throw invalid('query is', [bad]);
    return query;
  };
}

/** The declared headers; 422 for what is missing or malformed. */
export function checkedHeaders(op: Operation): (headers: Headers) => unknown {
  if (!op.headers) return () => undefined;
  const read = headersReader(op.headers);
  const expected = validator(op.headers);
  return (headers) => {
    const values = read(headers);
    if (!expected.check(values)) throw invalid('headers are', expected.errors(values));
    return values;
  };
}

/** The body as JSON or as files; see body.ts and multipart.ts for 400, 413 and 415, here 422. */
export function checkedBody(op: Operation): ((request: Request) => Promise<unknown>) | undefined {
  const { body: schema, multipart } = op;
  if (!schema) return undefined;
  if (multipart) return (request) => readFiles(request, schema, op.maxBytes ?? fileBytesMax);
  const expected: Validator = validator(schema);
  const mayBeAbsent = OptionalKind in schema;
  return async (request) => {
    const absent = mayBeAbsent && (!request.body || request.headers.get('content-length') === '0');
    const body = absent ? {} : await readJson(request, op.maxBytes ?? jsonBytesMax);
    if (!expected.check(body)) throw invalid('body is', expected.errors(body));
    const bad = unstorable(body);
    if (bad) throw invalid('body is', [bad]);
    return body;
  };
}

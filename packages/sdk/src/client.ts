// oxlint-disable typescript/no-unnecessary-type-parameters -- generated calls name four of them
import { readBody, type Read } from './answer.ts';
import { eventsOf } from './event-stream.ts';
import type { CallOptions } from './options.ts';
import { isRepeatable } from './retry.ts';
import { send, type Call, type Endpoint } from './send.ts';

/** What hey-api's generated functions call; the types below carry the names that they import. */
export interface Client {
  get: Method;
  post: Method;
  put: Method;
  patch: Method;
  delete: Method;
  sse: { get: StreamMethod };
}

type Method = <Responses, _Errors, _Throw extends boolean, _Style>(request: Request) => RequestResult<Responses>;
type StreamMethod = <Responses, _Errors, _Throw extends boolean, _Style>(
  request: Request,
) => Promise<ServerSentEventsResult<Responses>>;

/** An operation's good answer; everything else is thrown. */
export type RequestResult<Responses, _Errors = unknown, _Throw = true, _Style = 'data'> = Promise<
  Responses[keyof Responses]
>;

/** The events of one connection, to its end. */
export type ServerSentEventsResult<Responses> = AsyncGenerator<Responses[keyof Responses], void, undefined>;

/** An operation's input, as generated. */
export interface TDataShape {
  body?: unknown;
  headers?: unknown;
  path?: unknown;
  query?: unknown;
  url: string;
}

export type Options<Data extends TDataShape, _Throw extends boolean = true, _Response = unknown> = Omit<Data, 'url'> &
  ('headers' extends keyof Data ? unknown : { headers?: Record<string, never> }) &
  CallOptions;

/** What the facade knows of an operation and the contract's document does not say. */
export interface ClientMeta {
  /** A POST that has the same effect once or twice, or a PUT that answers differently the second time. */
  repeatable?: boolean;
  answers?: readonly number[];
  /** A stream without a byte for so long is dead. */
  silenceMs?: number | undefined;
}

interface Request extends CallOptions {
  responseStyle: 'data';
  url: string;
  headers?: object;
  path?: object | undefined;
  query?: object | undefined;
  body?: unknown;
  bodySerializer?: (body: object) => FormData;
  security?: readonly unknown[];
  meta?: ClientMeta;
}

/** A client of one service. */
export function createClient(to: Endpoint): Client {
  const method =
    (name: string): Method =>
    async <Responses>(request: Request) =>
      send(to, callOf(name, request), readBody) as RequestResult<Responses>;
  return {
    get: method('GET'),
    post: method('POST'),
    put: method('PUT'),
    patch: method('PATCH'),
    delete: method('DELETE'),
    sse: {
      get: async <Responses>(request: Request) => {
        const stream = new AbortController();
        follow(stream, request.signal);
        const call = { ...callOf('GET', request), signal: stream.signal, lasting: true };
        call.headers.set('accept', 'text/event-stream');
        const read: Read<unknown> = async (response, refuse) =>
          eventsOf(response, stream, refuse, request.meta?.silenceMs);
        try {
          return (await send(to, call, read)) as Awaited<ServerSentEventsResult<Responses>>;
        } catch (error) {
          stream.abort(); // follows the caller no longer
          throw error;
        }
      },
    },
  };
}

function follow(stream: AbortController, caller: AbortSignal | undefined): void {
  const abort = (): void => stream.abort(caller?.reason);
  if (caller?.aborted) abort();
  else caller?.addEventListener('abort', abort, { once: true, signal: stream.signal });
}

/** Sends the parts as a form. */
export const formDataBodySerializer = {
  bodySerializer: (body: object): FormData => {
    const form = new FormData();
    for (const [name, part] of Object.entries(body)) form.append(name, part as Blob);
    return form;
  },
};

function callOf(method: string, request: Request): Call {
  const { url, path, query, headers: named, body, bodySerializer, security, meta, ...options } = request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(named ?? {})) if (value != null) headers.set(name, String(value));
  return {
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    traceparent: options.traceparent,
    onResponse: options.onResponse,
    method,
    path: fill(url, path) + search(query),
    headers,
    body: body === undefined ? undefined : (bodySerializer?.(body as object) ?? JSON.stringify(body)),
    signed: security !== undefined,
    repeatable: meta?.repeatable ?? isRepeatable(method, headers),
    answers: meta?.answers ?? [],
  };
}

/** `/{id}/image` with its values. An empty one, or dots, would lead to another operation. */
function fill(url: string, values: object = {}): string {
  return url.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String((values as Record<string, string | number | undefined>)[name] ?? '');
    if (/^\.*$/.test(value)) throw new TypeError(`${name} of ${url} must not be "${value}"`);
    return encodeURIComponent(value);
  });
}

function search(query: object = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.append(name, String(value));
  const text = given.toString();
  return text && `?${text}`;
}

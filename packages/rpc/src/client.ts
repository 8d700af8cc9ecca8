import * as grpc from '@grpc/grpc-js';
import { guard, Unreachable, type BreakerState } from '@ecomm/runtime/guard';
import type { Log } from '@ecomm/runtime/log';
import type { Problem } from '@ecomm/runtime/problem';
import { traceparent, traceparentOf } from '@ecomm/runtime/trace';
import { childSpan } from '@ecomm/runtime/traced';
import { tracing } from '@ecomm/runtime/tracing';
import { aboutCall, recordOutcome } from './call-span.ts';
import { attempted } from './call-metrics.ts';
import { endpoints } from './endpoints.ts';
import { hedging } from './hedging.ts';
import { deadlineAt } from './rest.ts';
import type { Definition, MethodOf, RequestOf, ResponseOf } from './service.ts';
import { fromTrailers } from './wire-problem.ts';

export interface CallOptions {
  /** At most so long, attempts included; less inside a call that has less left. */
  deadlineMs?: number;
  /** False for a call that must not be made twice, nor at two addresses. */
  retry?: boolean;
}

export interface ClientOptions {
  /** The dependency's name, as in `users.unavailable`. */
  name: string;
  /** `host:port`, used in turn. */
  urls: readonly string[];
  token?: string | undefined;
  deadlineMs?: number;
  /** Calls under way at most; more are refused at once. */
  inFlightMax?: number;
  log: Log;
}

export type Client<D> = {
  readonly [M in MethodOf<D>]: (request: RequestOf<D[M]>, options?: CallOptions) => Promise<ResponseOf<D[M]>>;
} & {
  /** Of the circuit breaker. */
  state(): BreakerState;
  close(): void;
};

/** What ts-proto generates as a client class: `UserServiceClient`. */
export interface ClientClass<D extends Definition> {
  readonly service: D;
}

const channelOptions: grpc.ChannelOptions = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 200,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 2_000,
  // A rebuilt channel must not get the old connection from the pool of the process.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_http_proxy': 0,
};

/**
 * Promises for a generated client: deadline, ≤ 3 attempts on a connection that fails, a second address for a call that has no
 * answer after half of its time, breaker and bulkhead of this dependency (design.md §3, rule 9). A refusal is the Problem the handler threw; everything else is 503
 * `<name>.unavailable`.
 */
export function client<D extends Definition>({ service }: ClientClass<D>, options: ClientOptions): Client<D> {
  const { name, urls, token, log, deadlineMs = 500, inFlightMax = 128 } = options;
  const servers = endpoints(urls, (url) => new grpc.Client(url, grpc.credentials.createInsecure(), channelOptions));
  const guarded = guard({ name, inFlightMax, log });
  const hedged = hedging();

  const attempt = async (method: Method, request: unknown, by: number, retry: boolean): Promise<Answer> => {
    const endpoint = servers.next();
    const span = childSpan(aboutCall('client', method.path));
    // Work of no trace has no span that a server's could be below.
    const metadata = metadataOf(token, span ? traceparentOf(span) : tracing ? undefined : traceparent());
    const began = performance.now();
    const answer = await unary(endpoint.client, method, request, by, metadata);
    if (span) recordOutcome(span, 'error' in answer ? answer.error.code : grpc.status.OK, endpoint.url);
    attempted(name, method.path, began, 'error' in answer ? answer.error : null);
    if (!('error' in answer)) {
      servers.report(endpoint, 'answered');
      return answer;
    }
    const { code, metadata: trailers } = answer.error;
    const problem = fromTrailers(trailers);
    servers.report(endpoint, problem ? 'answered' : outcomeOf(code));
    if (problem) return { refusal: problem };
    if (code === grpc.status.UNAUTHENTICATED) log.error({ url: endpoint.url }, `${name} refuses our SERVICE_TOKEN`);
    throw new Unreachable(answer.error, retry && code === grpc.status.UNAVAILABLE, by);
  };
  const call =
    (method: Method) =>
    async (request: unknown, { deadlineMs: own = deadlineMs, retry = true }: CallOptions = {}): Promise<unknown> => {
      const by = Math.min(Date.now() + own, deadlineAt());
      const ask = () => attempt(method, request, by, retry);
      return guarded.run(async () => {
        const answer = await (retry && urls.length > 1 ? hedged(ask, (by - Date.now()) / 2) : ask());
        if ('refusal' in answer) throw answer.refusal;
        return answer.response;
      });
    };

  const calls = Object.fromEntries(Object.entries(service).map(([name, method]) => [name, call(method)]));
  // Types cannot follow a generated service through Object.entries; each call is made of its own method.
  return { ...calls, state: guarded.state, close: servers.close } as Client<D>;
}

/** What a server said; only when it said nothing a call has failed. */
type Answer = { response: unknown } | { refusal: Problem };
type Method = grpc.MethodDefinition<unknown, unknown>;

const outcomeOf = (code: grpc.status): 'unreachable' | 'late' | 'answered' =>
  code === grpc.status.DEADLINE_EXCEEDED ? 'late' : code === grpc.status.UNAVAILABLE ? 'unreachable' : 'answered';

function metadataOf(token: string | undefined, traceparent: string | undefined): grpc.Metadata {
  const metadata = new grpc.Metadata();
  if (traceparent) metadata.set('traceparent', traceparent);
  if (token) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

const unary = (client: grpc.Client, method: Method, request: unknown, deadline: number, metadata: grpc.Metadata) =>
  new Promise<{ response: unknown } | { error: grpc.ServiceError }>((resolve) => {
    const { path, requestSerialize, responseDeserialize } = method;
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      { deadline },
      (error, response) => resolve(error ? { error } : { response }),
    );
  });

import { setImmediate } from 'node:timers/promises';
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type StatusObject,
} from '@grpc/grpc-js';
import type { Log } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import type { Part } from '@ecomm/runtime/run';
import { Span } from '@ecomm/runtime/span';
import { at, continueTrace, placeOf, traceId } from '@ecomm/runtime/trace';
import { tracing } from '@ecomm/runtime/tracing';
import { aboutCall, recordOutcome } from './call-span.ts';
import { answered } from './call-metrics.ts';
import { answerBy, deadlineAt } from './rest.ts';
import type { AnyHandler, Service } from './service.ts';
import { authorized, isLoopback } from './token.ts';
import { toStatus } from './wire-problem.ts';

export interface ServeOptions {
  host: string;
  /** 0 takes a free one; `port()` tells which. */
  port: number;
  /** With a token every call needs `authorization: Bearer <token>`. */
  token?: string | undefined;
  /** Refuses to start without a token. */
  production?: boolean;
  /** The most time a handler has; less when the caller has less. */
  deadlineMs?: number;
  services: readonly Service[];
  log: Log;
}

export interface Serving extends Part {
  /** The port that is listened on, after the start. */
  port(): number;
}

const messageBytesMax = 64 * 1024;
const stopMs = 5_000;

/** A gRPC server of unary calls: trace, token, deadline and problems around each handler (behaviour.md §2). */
export function serve({
  host,
  port,
  token,
  production = false,
  services,
  log,
  deadlineMs = 1_000,
}: ServeOptions): Serving {
  let bound = port;
  const server = new Server({
    'grpc.max_receive_message_length': messageBytesMax,
    'grpc.max_send_message_length': messageBytesMax,
  });
  for (const { definition, handlers } of services) {
    const unary = Object.entries(handlers).map(([method, handler]) => [
      method,
      edge(handler, { token, deadlineMs, log }),
    ]);
    server.addService(definition, Object.fromEntries(unary));
  }
  return {
    name: 'gRPC server',
    port: () => bound,
    start: async () => {
      if (!token && (production || !isLoopback(host)))
        throw new Error(
          `gRPC on ${host}${production ? ' with NODE_ENV=production' : ''} needs SERVICE_TOKEN: set it, or GRPC_HOST=127.0.0.1 outside of production`,
        );
      bound = await bind(server, host, port);
      log.info({ host, port: bound }, 'gRPC listens');
    },
    stop: async () => {
      const hard = setTimeout(() => server.forceShutdown(), stopMs);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(hard);
    },
  };
}

const bind = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });

type Unary = (call: ServerUnaryCall<never, unknown>, callback: sendUnaryData<unknown>) => Promise<void>;

function edge(
  handler: AnyHandler,
  { token, deadlineMs, log }: Pick<ServeOptions, 'token' | 'deadlineMs' | 'log'>,
): Unary {
  const answer = async (call: ServerUnaryCall<never, unknown>): Promise<unknown> => {
    const at = Math.min(Number(call.getDeadline()), Date.now() + (deadlineMs ?? Infinity));
    return answerBy(at, () => inTime(deadlineAt(), async () => handler(call.request, { traceId: traceId() })));
  };
  const settle = async (call: ServerUnaryCall<never, unknown>): Promise<Settled> => {
    const [authorization] = call.metadata.get('authorization');
    if (token && !authorized(authorization, token))
      return [{ code: status.UNAUTHENTICATED, details: 'a service token is needed' }];
    try {
      const abandoned = await abandonment(call);
      return abandoned ? [abandoned] : [null, await answer(call)];
    } catch (error) {
      if (error instanceof Problem) return [toStatus(error)];
      if (error instanceof DOMException && error.name === 'TimeoutError')
        return [{ code: status.DEADLINE_EXCEEDED, details: 'deadline exceeded' }];
      log.error({ err: error, method: call.getPath() }, 'gRPC handler failed');
      return [{ code: status.INTERNAL, details: 'internal error' }];
    }
  };
  const record = async (call: ServerUnaryCall<never, unknown>, parent: string | undefined): Promise<Settled> => {
    const span = new Span(aboutCall('server', call.getPath()), placeOf(parent));
    const settled = await at(span, () => settle(call));
    recordOutcome(span, settled[0]?.code ?? status.OK);
    return settled;
  };
  return async (call, callback) => {
    const began = performance.now();
    const parent = call.metadata.get('traceparent')[0]?.toString();
    const settled = await (tracing ? record(call, parent) : continueTrace(parent, () => settle(call)));
    answered(call.getPath(), began, settled[0]);
    callback(...settled);
  };
}

type Settled = Parameters<sendUnaryData<unknown>>;

/**
 * The status of a call that nobody waits for any more: its handler must not start. A process that was stopped reads
 * long abandoned calls as if they were new, since a deadline comes as the time left and counts from when it is read; their
 * cancellations lie right behind them and show after two turns of the event loop.
 */
async function abandonment(call: ServerUnaryCall<never, unknown>): Promise<Partial<StatusObject> | undefined> {
  await setImmediate();
  await setImmediate();
  if (Number(call.getDeadline()) <= Date.now())
    return { code: status.DEADLINE_EXCEEDED, details: 'deadline exceeded before the call was handled' };
  return call.cancelled ? { code: status.CANCELLED, details: 'cancelled before the call was handled' } : undefined;
}

async function inTime<T>(at: number, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new DOMException('deadline exceeded', 'TimeoutError')),
    Math.max(0, at - Date.now()),
  );
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

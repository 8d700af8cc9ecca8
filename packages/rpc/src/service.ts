import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { Exact } from '@ecomm/runtime/exact';

/** What ts-proto generates for a service with unary calls: `UserServiceService`. */
export type Definition = ServiceDefinition;

/** The names of a service's methods, as ts-proto writes them: `getUser`. */
export type MethodOf<D> = keyof D & string;

export type RequestOf<M> = M extends MethodDefinition<infer Request, infer _> ? Request : never;
export type ResponseOf<M> = M extends MethodDefinition<infer _, infer Response> ? Response : never;

export interface Call {
  traceId: string | undefined;
}

export type Handlers<D> = {
  readonly [M in MethodOf<D>]: (request: RequestOf<D[M]>, call: Call) => Promise<ResponseOf<D[M]>> | ResponseOf<D[M]>;
};

/** A handler whose request type is known only to the service it is bound to. */
export type AnyHandler = (request: never, call: Call) => unknown;

export interface Service {
  readonly definition: Definition;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
}

type Returned<H> = H extends (...args: never) => infer R ? Awaited<R> : never;

/** Handlers again, with unknown methods and unknown fields of answers turned into never. */
type Closed<D, H> = {
  readonly [M in keyof H]: M extends MethodOf<D>
    ? (
        request: RequestOf<D[M]>,
        call: Call,
      ) => Promise<Exact<ResponseOf<D[M]>, Returned<H[M]>>> | Exact<ResponseOf<D[M]>, Returned<H[M]>>
    : never;
};

/**
 * Binds a generated service to its handlers: a missing or unknown method, a missing, unknown or wrong field of an answer
 * does not compile. Protobuf would drop an unknown field without a word.
 */
export const serviceDef = <D extends Definition, H extends Handlers<D>>(
  definition: D,
  handlers: H & Closed<D, H>,
): Service => ({ definition, handlers });

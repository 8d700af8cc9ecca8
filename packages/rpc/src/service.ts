import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

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

/** Binds a generated service to its handlers: a missing method, a wrong field or answer does not compile. */
export const serviceDef = <D extends Definition>(definition: D, handlers: Handlers<D>): Service => ({
  definition,
  handlers,
});

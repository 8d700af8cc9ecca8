import type { Static, TSchema } from '@sinclair/typebox';
import type { Caller, Contract, Operation } from './operation.ts';

declare const replyOf: unique symbol;

/** An answer with a status of its own; made by `reply` and `replay` only. */
export interface Reply<O extends Operation = Operation> {
  readonly [replyOf]: O;
}

/** A stored answer: the body is the text of the JSON that was sent the first time. */
export interface Stored {
  readonly status: number;
  readonly body: string;
}

type Value<O, Part extends string> = O extends { readonly [P in Part]: infer S extends TSchema }
  ? Static<S>
  : undefined;
type Files<O extends Operation> = { readonly [Field in keyof Value<O, 'body'>]: File };
type Body<O extends Operation> = O extends { readonly multipart: true } ? Files<O> : Value<O, 'body'>;
type CallerOf<O extends Operation> = O['auth'] extends 'required'
  ? Caller
  : O['auth'] extends 'optional'
    ? Caller | undefined
    : undefined;
type Status<O extends Operation> = keyof O['responses'] & number;
type Answer<O extends Operation, S extends number = O['status']> = O['responses'][S] extends infer R extends TSchema
  ? Static<R>
  : never;

export interface Context<O extends Operation> {
  readonly params: Value<O, 'params'>;
  readonly query: Value<O, 'query'>;
  readonly headers: Value<O, 'headers'>;
  readonly body: Body<O>;
  readonly caller: CallerOf<O>;
  readonly request: Request;
  /** The client's address as its socket says; empty without a socket. X-Forwarded-For is never looked at. */
  readonly address: string;
  /** Headers of the answer: `set.headers.etag = …`. */
  readonly set: { readonly headers: Record<string, string> };
  /** An answer with another declared status than the operation's own. */
  readonly reply: <S extends Status<O>>(status: S, body: Answer<O, S>) => Reply<O>;
  /** The stored bytes again, with `Idempotent-Replayed: true`. */
  readonly replay: (stored: Stored) => Reply<O>;
}

type Result<O extends Operation> = Reply<O> | (O extends { readonly raw: true } ? Response : Answer<O>);

export type Handler<O extends Operation> = (context: Context<O>) => Result<O> | Promise<Result<O>>;

/** One handler for each operation: a missing one, a wrong field or an undeclared status does not compile. */
export type Handlers<C extends Contract> = { readonly [Id in keyof C]: Handler<C[Id]> };

/** `Actual` with every field that `Expected` does not know turned into never. */
type Closed<Expected, Actual> = unknown extends Expected
  ? Actual
  : Actual extends Opaque
    ? Actual
    : Actual extends readonly unknown[]
      ? { readonly [I in keyof Actual]: Closed<Extract<Expected, readonly unknown[]>[number], Actual[I]> }
      : { readonly [K in keyof Actual]: K extends FieldOf<Expected> ? Closed<At<Expected, K>, Actual[K]> : never };
type Opaque = Reply | Response | null | undefined | string | number | boolean;
type FieldOf<T> = T extends Opaque | readonly unknown[] ? never : keyof T;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
type Returned<H> = H extends (...args: never) => infer R ? Awaited<R> : never;

/** Handlers again, with unknown operations and unknown fields of answers turned into never. */
export type Exact<C extends Contract, H> = {
  readonly [Id in keyof H]: Id extends keyof C
    ? (
        context: Context<C[Id]>,
      ) => Closed<Answer<C[Id]>, Returned<H[Id]>> | Promise<Closed<Answer<C[Id]>, Returned<H[Id]>>>
    : never;
};

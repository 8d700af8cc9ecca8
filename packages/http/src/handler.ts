import type { Exact as Known } from '@ecomm/runtime/exact';
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

/** Where a stream's events go. What is sent or ended after the end does nothing. */
export interface Outlet<E> {
  readonly send: (event: E) => void;
  readonly end: () => void;
}

/** What an operation of events answers: it begins to send, and gives what is called once when nobody reads any more. */
export type Stream<E> = (outlet: Outlet<E>) => () => void;

type Result<O extends Operation> = O extends { readonly events: infer E extends TSchema }
  ? Stream<Static<E>>
  : Reply<O> | (O extends { readonly raw: true } ? Response : Answer<O>);

export type Handler<O extends Operation> = (context: Context<O>) => Result<O> | Promise<Result<O>>;

/** One handler for each operation: a missing one, a wrong field or an undeclared status does not compile. */
export type Handlers<C extends Contract> = { readonly [Id in keyof C]: Handler<C[Id]> };

type Closed<Expected, Actual> = Known<Expected, Actual, Reply | Response>;
type Returned<H> = H extends (...args: never) => infer R ? Awaited<R> : never;

/** Handlers again, with unknown operations and unknown fields of answers turned into never. */
export type Exact<C extends Contract, H> = {
  readonly [Id in keyof H]: Id extends keyof C
    ? (
        context: Context<C[Id]>,
      ) => Closed<Answer<C[Id]>, Returned<H[Id]>> | Promise<Closed<Answer<C[Id]>, Returned<H[Id]>>>
    : never;
};

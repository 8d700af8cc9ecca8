import { exchange, type Door } from './exchange.ts';
import { Guard, type GuardOptions } from './guard.ts';
import { LazyQuery } from './lazy-query.ts';
import type { Scope } from './scope.ts';
import { transact } from './transaction.ts';

/**
 * What drizzle's session uses of a postgres.js client (`options`, `unsafe`, `begin`), guarded: each call has a deadline
 * and a place among a bounded number under way.
 */
export class Client {
  readonly guard: Guard;
  readonly url: string;
  readonly #door: Door;

  constructor(options: GuardOptions) {
    this.url = options.url;
    const guard = (this.guard = new Guard(options));
    this.#door = {
      guard,
      enter: (work) => guard.enter(work),
      leave: (pool) => guard.leave(pool),
      sql: (pool) => pool.sql,
    };
  }

  get root(): Client {
    return this;
  }

  get options(): object {
    return this.guard.options;
  }

  unsafe(text: string, values: readonly unknown[] = [], { prepare = false } = {}): LazyQuery {
    return new LazyQuery((asArrays) => exchange(this.#door, { text, values, prepare }, asArrays));
  }

  /** One statement that is a transaction by itself. */
  commit(text: string, values: readonly unknown[]): Promise<unknown> {
    return exchange(this.#door, { text, values, prepare: true, commits: true }, false);
  }

  begin<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
    return transact(this, work);
  }
}

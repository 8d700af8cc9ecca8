import { Problem } from '@ecomm/runtime/problem';
import type { TransactionSql } from 'postgres';
import { exchange, type Door } from './exchange.ts';
import type { Client } from './client.ts';
import { LazyQuery } from './lazy-query.ts';
import type { Pool } from './pool.ts';

/** What a transaction and the savepoints in it share. */
export interface Shared {
  /** postgres.js' object for the connection. */
  connection?: unknown;
  /** The server was lost or fell silent on it. */
  away?: boolean;
  /** Why no further statement may go out: it would be executed behind the ROLLBACK or COMMIT, by itself. */
  over?: unknown;
}

/** One transaction, or one savepoint in it, as drizzle's session sees it: a client bound to one connection. */
export class Scope {
  readonly root: Client;
  /** What to do after COMMIT. */
  hooks: (() => void)[] = [];
  /** The first failed statement. postgres.js rolls back then, whatever became of the error. */
  failure: unknown;
  readonly shared: Shared;
  readonly #pool: Pool;
  readonly #sql: TransactionSql;
  readonly #door: Door;
  #over: unknown;

  constructor(root: Client, pool: Pool, sql: TransactionSql, shared: Shared = {}) {
    this.root = root;
    this.shared = shared;
    this.#pool = pool;
    this.#sql = sql;
    this.#door = {
      guard: root.guard,
      enter: (work) => {
        const over = shared.over ?? this.#over;
        if (over) throw over;
        work.start(pool);
      },
      leave: () => {},
      sql: () => sql,
      sentOn: (connection) => (shared.connection = connection),
      failed: (error) => {
        this.failure ??= error;
        if (error instanceof Problem) shared.away = true;
      },
    };
  }

  get options(): object {
    return this.root.options;
  }

  unsafe(text: string, values: readonly unknown[] = [], { prepare = false } = {}): LazyQuery {
    return new LazyQuery((asArrays) => exchange(this.#door, { text, values, prepare }, asArrays));
  }

  /** Refuses what is still asked for from now on: of the whole transaction. */
  end(reason: unknown): void {
    this.shared.over ??= reason;
  }

  /** A transaction in the transaction: what it wants done after COMMIT counts only if it is not rolled back itself. */
  async savepoint<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
    let inner: Scope | undefined;
    const result = await this.#sql.savepoint((sql) => {
      const scope = (inner = new Scope(this.root, this.#pool, sql, this.shared));
      return work(scope).finally(() => (scope.#over = new Error('This savepoint is over')));
    });
    this.hooks.push(...(inner?.hooks ?? []));
    return result as T;
  }
}

import type { Span } from '@ecomm/runtime/span';
import { childSpan } from '@ecomm/runtime/traced';
import { tracing } from '@ecomm/runtime/tracing';
import type { TransactionSql } from 'postgres';
import type { Client } from './client.ts';
import { isDefinite } from './errors.ts';
import type { Work } from './guard.ts';
import { operated } from './operation-metrics.ts';
import { OutcomeUnknown } from './outcome-unknown.ts';
import type { Pool } from './pool.ts';
import { Scope } from './scope.ts';
import { endStatement } from './statement-span.ts';
import { late, translate, unavailable } from './unavailable.ts';

/** A whole transaction may take this many deadlines; waiting for its start, each statement and COMMIT take one at most. */
const deadlinesMax = 5;

/**
 * BEGIN, the work, COMMIT, each with a deadline. Gives what the work gave once COMMIT was acknowledged; throws what the
 * work threw after a rollback, a 503 when the server is away, `OutcomeUnknown` when COMMIT was sent and not answered.
 */
export function transact<T>(client: Client, work: (scope: Scope) => Promise<T>): Promise<T> {
  return new Transaction(client, work).run();
}

class Transaction<T> implements Work {
  readonly #client: Client;
  readonly #work: (scope: Scope) => Promise<T>;
  readonly #outcome = Promise.withResolvers<T>();
  #stage: 'begin' | 'work' | 'rollback' | 'commit' | 'over' = 'begin';
  #timer?: ReturnType<typeof setTimeout>;
  #enteredAt = 0;
  #pool?: Pool;
  #scope?: Scope;
  #reason: unknown;
  /** Of BEGIN, COMMIT or ROLLBACK, while it is waited for. */
  #span: Span | undefined;

  constructor(client: Client, work: (scope: Scope) => Promise<T>) {
    this.#client = client;
    this.#work = work;
  }

  run(): Promise<T> {
    this.#enter('begin');
    try {
      this.#client.guard.enter(this);
    } catch (error) {
      this.#refuse(error);
    }
    return this.#outcome.promise;
  }

  start(pool: Pool): boolean {
    if (this.#stage === 'over') return false;
    this.#pool = pool;
    const { guard } = this.#client;
    pool.sql
      .begin((sql) => this.#inside(pool, sql))
      .then(
        (value) => this.#committed(pool, value as T),
        (error: unknown) => this.#failed(pool, error),
      )
      .finally(() => guard.leave(pool));
    return true;
  }

  async #inside(pool: Pool, sql: TransactionSql): Promise<T> {
    this.#client.guard.heard(pool, undefined);
    if (this.#stage === 'over') throw this.#reason;
    operated('BEGIN', this.#enteredAt);
    this.#enter('work');
    const scope = (this.#scope = new Scope(this.#client, pool, sql));
    let value: T;
    try {
      value = await this.#work(scope);
      if (scope.failure) throw scope.failure;
      if (this.#isOver()) throw this.#reason;
    } catch (error) {
      this.#reason ??= translate(error);
      scope.end(this.#reason);
      // ROLLBACK would be waited for in vain; without COMMIT it is certain anyway.
      if (scope.shared.away) this.#refuse(this.#reason);
      if (!this.#isOver()) this.#enter('rollback');
      throw error;
    }
    scope.end(new Error('This transaction is over'));
    this.#enter('commit');
    return value;
  }

  #committed(pool: Pool, value: T): void {
    if (this.#stage === 'commit') operated('COMMIT', this.#enteredAt);
    this.#client.guard.heard(pool, this.#scope?.shared.connection);
    for (const hook of this.#scope?.hooks ?? []) {
      try {
        hook();
      } catch (error) {
        this.#client.guard.log.error({ err: error }, 'an after-commit hook failed');
      }
    }
    this.#end();
    this.#outcome.resolve(value);
  }

  #failed(pool: Pool, error: unknown): void {
    const told = this.#client.guard.explain(pool, this.#scope?.shared.connection, error);
    if (this.#stage === 'commit' && !isDefinite(error)) this.#refuse(new OutcomeUnknown(told));
    else this.#refuse(this.#reason ?? told);
  }

  /** Each stage has its own deadline; that of the work is not the server's fault. */
  #enter(stage: 'begin' | 'work' | 'rollback' | 'commit'): void {
    this.#stage = stage;
    this.#enteredAt = performance.now();
    this.#span?.end();
    this.#span = tracing && stage !== 'work' ? childSpan(this.#client.guard.about(stage)) : undefined;
    clearTimeout(this.#timer);
    const { deadlineMs } = this.#client.guard;
    this.#timer = setTimeout(() => this.#expired(), stage === 'work' ? deadlineMs * deadlinesMax : deadlineMs);
  }

  #expired(): void {
    const stage = this.#stage;
    if (stage === 'work') return this.#refuse(unavailable('The transaction took too long'));
    if (this.#pool) this.#client.guard.silent(this.#pool, this.#scope?.shared.connection, this.#enteredAt);
    this.#refuse(stage === 'commit' ? new OutcomeUnknown(late()) : (this.#reason ?? late()));
  }

  #refuse(reason: unknown): void {
    // What is rolled back failed before.
    if (this.#span && this.#stage !== 'rollback') endStatement(this.#span, reason);
    this.#reason ??= reason;
    if (this.#stage === 'begin' || this.#stage === 'commit')
      operated(this.#stage.toUpperCase(), this.#enteredAt, reason);
    this.#scope?.end(reason);
    this.#end();
    this.#outcome.reject(reason);
  }

  #end(): void {
    this.#stage = 'over';
    this.#span?.end();
    clearTimeout(this.#timer);
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }
}

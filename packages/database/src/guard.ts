import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '@ecomm/runtime/log';
import { isDefinite } from './errors.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { statementsOf, type AboutStatement } from './statement-span.ts';
import { overloaded, translate, unavailable } from './unavailable.ts';

export interface GuardOptions extends PoolOptions {
  log: Log;
}

/** What waits for a place. `start` begins it on a pool and sees to it that `leave(pool)` is called; false: given up since. */
export interface Work {
  start(pool: Pool): boolean;
}

/**
 * Admission to the database: a bounded number under way, a bounded number waiting, the rest refused at once; and a fresh
 * pool when connections stay silent (a frozen server, a half-open connection), which postgres.js never notices itself.
 */
export class Guard {
  readonly deadlineMs: number;
  readonly log: Log;
  readonly about: AboutStatement;
  readonly #options: GuardOptions;
  #pool: Pool;
  #waiting = new Set<Work>();
  #closed = false;
  #down = false;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.deadlineMs = options.deadlineMs;
    this.log = options.log;
    this.about = statementsOf(options.url);
    this.#pool = new Pool(options);
  }

  get options(): object {
    return this.#pool.sql.options;
  }

  /** Starts `work` now or when a place is free; throws a 503 when too many wait already. */
  enter(work: Work): void {
    if (this.#closed) throw unavailable('The database connection is closed');
    if (!this.#pool.full) return this.#start(work);
    if (this.#waiting.size >= this.#pool.inFlightMax) throw overloaded();
    const inContext = AsyncLocalStorage.snapshot();
    this.#waiting.add({ start: (pool) => inContext(() => work.start(pool)) });
  }

  /** Frees the place that `enter` gave. */
  leave(pool: Pool): void {
    pool.release();
    if (this.#waiting.size > 0) this.#admit();
  }

  /** The server answered on `connection`. */
  heard(pool: Pool, connection: unknown): void {
    pool.heard(connection);
    if (!this.#down) return;
    this.#down = false;
    this.log.info('database answers again');
  }

  /**
   * What has waited since then (`performance.now()`) got no answer in time on `connection`, or `undefined`: there was none
   * to ask on. Where others got theirs meanwhile there is only much to do, and a fresh pool would add to it.
   */
  silent(pool: Pool, connection: unknown, since: number): void {
    if (pool.answeredSince(connection, since)) return;
    this.lost(new Error(`no answer within ${this.deadlineMs} ms`));
    if (pool !== this.#pool || this.#closed || !pool.silent(connection)) return;
    this.#pool = new Pool(this.#options);
    void pool.close(this.deadlineMs * 2);
    this.log.warn('database connections are silent, replaced by new ones');
    this.#admit();
  }

  /** What the driver's error means to a caller; notes whether the server is there. */
  explain(pool: Pool, connection: unknown, error: unknown): unknown {
    const told = translate(error);
    if (isDefinite(error)) this.heard(pool, connection);
    else if (told !== error) this.lost(error);
    return told;
  }

  /** The connection failed; told once until the server answers again. */
  lost(cause: unknown): void {
    if (this.#down || this.#closed) return;
    this.#down = true;
    this.log.warn({ err: cause }, 'database does not answer');
  }

  /** Lets what is under way end, for at most `graceMs`. */
  async close(graceMs = 5_000): Promise<void> {
    this.#closed = true;
    await this.#pool.close(graceMs);
  }

  #admit(): void {
    for (const work of this.#waiting) {
      if (this.#pool.full) return;
      this.#waiting.delete(work);
      this.#start(work);
    }
  }

  #start(work: Work): void {
    const pool = this.#pool;
    pool.inFlight += 1;
    if (!work.start(pool)) pool.release();
  }
}

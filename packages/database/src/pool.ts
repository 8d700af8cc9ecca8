import postgres from 'postgres';

export interface PoolOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Connections at most. */
  max: number;
  /** The server gives up a statement a little before the caller does. */
  deadlineMs: number;
  /** Shown by pg_stat_activity. */
  name: string;
}

/** Queries one connection may have under way at once: postgres.js' own bound. */
const pipelineMax = 100;
/** How often in a row one connection may miss a deadline before it counts as dead. */
const silenceMax = 2;

const asIs = (value: unknown): unknown => value;
/** Times, dates, their arrays and numeric arrays: drizzle reads and writes them itself. JSON parameters come as text. */
const asIsTypes = [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231];
const jsonTypes = [114, 3802];

/** One postgres.js client and what is known of its connections. Replaced as a whole when connections fall silent. */
export class Pool {
  readonly sql: postgres.Sql<{ bigint: number }>;
  /** Below max × pipelineMax: a full pipeline makes postgres.js queue without bound. */
  readonly inFlightMax: number;
  inFlight = 0;
  #silences = new Map<unknown, number>();
  /** When each connection answered last; under `undefined`: when any did. */
  #heardAt = new Map<unknown, number>();
  #idle?: () => void;

  constructor({ url, max, deadlineMs, name }: PoolOptions) {
    this.inFlightMax = (max * pipelineMax) / 2;
    const untyped: object = { max_pipeline: pipelineMax };
    this.sql = postgres(url, {
      ...untyped,
      max,
      connect_timeout: 2,
      keep_alive: 10,
      backoff: (n: number) => Math.min(0.05 * 2 ** n, 0.5),
      onnotice: () => {},
      types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
      connection: {
        application_name: name,
        statement_timeout: Math.ceil(deadlineMs * 0.9),
        idle_in_transaction_session_timeout: 5_000,
      },
    });
    const { parsers, serializers } = this.sql.options as unknown as Record<string, Record<number, typeof asIs>>;
    for (const type of asIsTypes) parsers![type] = serializers![type] = asIs;
    for (const type of jsonTypes) serializers![type] = asIs;
  }

  get full(): boolean {
    return this.inFlight >= this.inFlightMax;
  }

  /** `connection` answered (undefined: some connection). */
  heard(connection: unknown): void {
    const now = performance.now();
    this.#heardAt.set(connection, now).set(undefined, now);
    if (this.#silences.size === 0) return;
    this.#silences.delete(connection);
    this.#silences.delete(undefined);
  }

  /** Whether `connection` (undefined: some connection) has answered since then, by `performance.now()`. */
  answeredSince(connection: unknown, since: number): boolean {
    return (this.#heardAt.get(connection) ?? -Infinity) > since;
  }

  /** A deadline passed without an answer on `connection` (undefined: on any). True when that is once too often. */
  silent(connection: unknown): boolean {
    const count = (this.#silences.get(connection) ?? 0) + 1;
    this.#silences.set(connection, count);
    return count >= silenceMax;
  }

  release(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.#idle?.();
  }

  /**
   * Closes when what is under way has ended, after `graceMs` at the latest. Not left to postgres.js, whose own patient
   * end never comes when a connection was lost with a query on it.
   */
  async close(graceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(resolve, graceMs);
    if (this.inFlight > 0) await promise;
    clearTimeout(timer);
    await this.sql.end({ timeout: 0 });
  }
}

import type { Log } from '@ecomm/runtime/log';
import type { Part } from '@ecomm/runtime/run';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Sql } from 'postgres';
import { Client } from './client.ts';
import { runSql } from './run-sql.ts';
import './plain-errors.ts';

export type Db = PostgresJsDatabase & { $close(): Promise<void> };
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
export type DbOrTx = Db | Tx;

export interface ConnectOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Connections at most; 5–8 a service. */
  max?: number;
  log: Log;
  /** How long a query, a BEGIN or a COMMIT may take, waiting included; a whole transaction may take five times this. */
  deadlineMs?: number;
  /** Shown by pg_stat_activity. */
  name?: string;
}

/**
 * The database by drizzle, guarded: no call waits longer than its deadline, too many are refused at once, and a pool that
 * fell silent is replaced. Connects when first used. Throws `Problem` 503 `database.unavailable` (away, frozen, too slow),
 * 503 `database.overloaded`, `OutcomeUnknown` (a COMMIT without answer), else Postgres' own error (see errors.ts).
 * bigint columns come as numbers; times as drizzle's columns say, as text in plain SQL.
 */
export function connect({ url, max = 8, log, deadlineMs = 2_000, name = 'ecomm' }: ConnectOptions): Db {
  const client = new Client({ url, max, log, deadlineMs, name });
  const db = drizzle(client as unknown as Sql);
  return Object.assign(db, { $close: () => client.guard.close() });
}

/** One round trip; throws when the database is not there. */
export const ping = async (db: DbOrTx): Promise<void> => void (await runSql(db, 'select 1'));

/** The connection as a part of a process: says at the start when the database is not there yet, closes at the end. */
export function part(db: Db, log: Log, name = 'database'): Part {
  return {
    name,
    start: () => {
      void ping(db).catch((error: unknown) => log.warn({ err: error }, 'database is not there yet; work waits for it'));
    },
    stop: () => db.$close(),
  };
}

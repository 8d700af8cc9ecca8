import postgres from 'postgres';
import { clientOf } from './client-of.ts';
import type { Db } from './connect.ts';
import { runSql } from './run-sql.ts';

/**
 * Calls `fn` for each notification on `channel`, over a connection of its own that comes back by itself, and each time it
 * has come back, since what was notified meanwhile is lost. Gives the way to stop.
 */
export function listen(db: Db, channel: string, fn: () => void): () => Promise<void> {
  const { url } = clientOf(db).root;
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 2,
    keep_alive: 10,
    backoff: (n: number) => Math.min(0.05 * 2 ** n, 0.5),
    onnotice: () => {},
    connection: { application_name: `listen ${channel}` },
  });
  sql.listen(channel, fn, fn).catch(() => {});
  return () => sql.end({ timeout: 1 });
}

/** Tells every listener of `channel`. On a database, not in a transaction: NOTIFY takes a lock that serialises commits. */
export const notify = async (db: Db, channel: string): Promise<void> =>
  void (await runSql(db, `select pg_notify($1, '')`, [channel]));

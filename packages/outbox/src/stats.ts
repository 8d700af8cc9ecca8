import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { kept } from '@ecomm/runtime/kept';

export interface OutboxStats {
  /** Events that wait to be sent. */
  rows: number;
  /** Of the one that waits longest; 0 when none does. */
  oldest_seconds: number;
}

const waiting = `select count(*)::int as rows,
  coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest_seconds
  from outbox where sent_at is null`;

const freshMs = 500;

/** Counts what waits, at most twice a second: whoever asks meanwhile gets the same answer. */
export const statsOf = (db: Db): (() => Promise<OutboxStats>) =>
  kept(async () => {
    const [stats] = await runSql<OutboxStats>(db, waiting);
    return stats ?? { rows: 0, oldest_seconds: 0 };
  }, freshMs);

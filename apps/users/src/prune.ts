import type { Db } from '@ecomm/database/connect';
import type { Log } from '@ecomm/runtime/log';
import { wakeable } from '@ecomm/runtime/wake';
import { lt, sql } from 'drizzle-orm';
import { loginFailures, rateWindows, sessions } from './schema.ts';
import { pruneKeys } from './signing-keys.ts';

const ago = (interval: string) => sql.raw(`clock_timestamp() - interval '${interval}'`);

/** Deletes what has no effect any more: old limits, sessions that ended (with their tokens), keys. */
export async function prune(db: Db): Promise<void> {
  await db.delete(loginFailures).where(lt(loginFailures.last_at, ago('15 minutes')));
  await db.delete(rateWindows).where(lt(rateWindows.started_at, ago('15 minutes')));
  await db.delete(sessions).where(lt(sessions.expires_at, ago('1 day')));
  await pruneKeys(db);
}

/** Prunes every ten minutes; any copy may, also at once with another. */
export const pruning = (db: Db, log: Log) => wakeable({ name: 'prune', log, everyMs: 10 * 60_000 }, () => prune(db));

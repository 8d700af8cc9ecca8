import type { Db, DbOrTx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { sql } from 'drizzle-orm';
import { checkRoom, countOne, limited } from './rate-window.ts';
import { loginFailures as failures } from './schema.ts';

/** Whose password was tried, and from where: a stranger elsewhere can lock nobody out. */
export interface Attempt {
  email: string;
  /** From `limitKey`. */
  address: string;
}

export interface LoginLimits {
  /** Wrong passwords for one account from one address in 15 min. */
  failuresMax: number;
  /** Wrong passwords for any accounts from one address in 15 min: who tries one password on many accounts. */
  sprayMax: number;
}

const windowSeconds = 900;
const windowStart = sql.raw(`clock_timestamp() - interval '${windowSeconds} seconds'`);
const recent = sql`(select f from unnest(${failures.failed_at}) f where f > ${windowStart})`;
const recentCount = sql`cardinality(array${recent})`;
const max = sql`${sql.placeholder('max')}::int`;
/** Until the oldest of the last `max` failures is out of the window. */
const waitSeconds = sql<number>`ceil(extract(epoch from (select min(f) from ${recent} r) - (${windowStart})))::int`;
const account = {
  email: sql`lower(${sql.placeholder('email')})`,
  address: sql.placeholder('address'),
};

const looking = prepared((db: DbOrTx) =>
  db
    .select({ waitSeconds })
    .from(failures)
    .where(
      sql`${failures.email} = ${account.email} and ${failures.address} = ${account.address} and ${recentCount} >= ${max}`,
    )
    .prepare('login_failures_look'),
);

const recording = prepared((db: DbOrTx) =>
  db
    .insert(failures)
    .values({ ...account, failed_at: sql`array[clock_timestamp()]`, last_at: sql`clock_timestamp()` })
    .onConflictDoUpdate({
      target: [failures.email, failures.address],
      set: { failed_at: sql`array${recent} || clock_timestamp()`, last_at: sql`clock_timestamp()` },
      setWhere: sql`${recentCount} < ${max}`,
    })
    .returning({ email: failures.email })
    .prepare('login_failures_record'),
);

/** Problem 429 `rate.limited` when the account had its wrong passwords from this address, or the address all of its own. */
export async function checkFailures(db: Db, limits: LoginLimits, { email, address }: Attempt): Promise<void> {
  const [[blocked]] = await Promise.all([
    looking(db).execute({ email, address, max: limits.failuresMax }),
    checkRoom(db, spray(limits), address),
  ]);
  if (blocked) throw limited(blocked.waitSeconds);
}

/**
 * Counts a wrong password. One too many, as when many were sent at once, is not told to be wrong: Problem 429. So a
 * guesser learns of `failuresMax` passwords, however many are tried side by side.
 */
export async function recordFailure(db: Db, limits: LoginLimits, attempt: Attempt): Promise<void> {
  const [counted] = await recording(db).execute({ ...attempt, max: limits.failuresMax });
  if (!counted) return checkFailures(db, limits, attempt);
  await countOne(db, spray(limits), attempt.address);
}

const spray = ({ sprayMax }: LoginLimits) => ({ name: 'login_failures', max: sprayMax, seconds: windowSeconds });

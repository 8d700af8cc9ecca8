import type { Db, DbOrTx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { Problem } from '@ecomm/runtime/problem';
import { sql } from 'drizzle-orm';
import { rateWindows as windows } from './schema.ts';

/** So many in so many seconds, counted from the first. */
export interface Rate {
  name: string;
  max: number;
  seconds: number;
}

const windowEnd = sql`${windows.started_at} + make_interval(secs => ${sql.placeholder('seconds')}::int)`;
const over = sql`${windowEnd} <= clock_timestamp()`;

const counting = prepared((db: DbOrTx) =>
  db
    .insert(windows)
    .values({ name: sql.placeholder('name'), address: sql.placeholder('address'), count: 1 })
    .onConflictDoUpdate({
      target: [windows.name, windows.address],
      set: {
        count: sql`case when ${over} then 1 else ${windows.count} + 1 end`,
        started_at: sql`case when ${over} then clock_timestamp() else ${windows.started_at} end`,
      },
    })
    .returning({
      count: windows.count,
      waitSeconds: sql<number>`ceil(extract(epoch from ${windowEnd} - clock_timestamp()))::int`,
    })
    .prepare('rate_count'),
);

const looking = prepared((db: DbOrTx) =>
  db
    .select({
      count: windows.count,
      waitSeconds: sql<number>`ceil(extract(epoch from ${windowEnd} - clock_timestamp()))::int`,
    })
    .from(windows)
    .where(
      sql`${windows.name} = ${sql.placeholder('name')} and ${windows.address} = ${sql.placeholder('address')} and not ${over}`,
    )
    .prepare('rate_look'),
);

/** Counts one more from `address`; one too many is Problem 429 `rate.limited` with the rest of the window to wait. */
export async function countOne(db: Db, { name, max, seconds }: Rate, address: string): Promise<void> {
  const [row] = await counting(db).execute({ name, address, seconds });
  if (row && row.count > max) throw limited(row.waitSeconds);
}

/** Problem 429 `rate.limited` when all of the window is used up. */
export async function checkRoom(db: Db, { name, max, seconds }: Rate, address: string): Promise<void> {
  const [row] = await looking(db).execute({ name, address, seconds });
  if (row && row.count >= max) throw limited(row.waitSeconds);
}

export const limited = (waitSeconds: number): Problem =>
  new Problem(429, 'rate.limited', 'Too many attempts from here: try again later.', {
    retryAfterSeconds: Math.max(1, waitSeconds),
  });

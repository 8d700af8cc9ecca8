import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';

const batch = 5_000;

/** Only the oldest rows are looked at: what is older than a day stands at the beginning. */
const outboxRows = `delete from outbox where position in (select position from outbox order by position limit ${batch})
  and sent_at < now() - interval '1 day' returning 1`;

const inboxRows = `delete from inbox where ctid = any (array(
  select ctid from inbox where received_at < now() - interval '40 days' limit ${batch})) returning 1`;

/** Deletes outbox rows sent over a day ago and inbox rows over 40 days old (longer than any topic keeps an event). */
export async function prune(db: Db): Promise<void> {
  for (const statement of [outboxRows, inboxRows])
    for (let deleted = batch; deleted > batch / 2;) deleted = (await runSql(db, statement)).length;
}

import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';

const batch = 5_000;

/** Only the oldest rows are looked at: what is older than a day stands at the beginning. */
const outboxRows = `delete from outbox where position in (select position from outbox order by position limit ${batch})
  and sent_at < now() - interval '1 day' returning 1`;

const inboxRows = `delete from inbox where ctid = any (array(
  select ctid from inbox where received_at < now() - interval '40 days' limit ${batch})) returning 1`;

/** Open ones stay, however old: nobody has decided about them yet. */
const letters = `delete from dead_letters where id = any (array(
  select id from dead_letters where handled_at < now() - interval '30 days' limit ${batch})) returning 1`;

/** Users reads no events and has no dead letters. */
const hasLetters = `select 1 where to_regclass('dead_letters') is not null`;

/**
 * Deletes outbox rows sent over a day ago, inbox rows over 40 days old (longer than any topic keeps an event) and dead
 * letters handled over 30 days ago.
 */
export async function prune(db: Db): Promise<void> {
  const isReader = (await runSql(db, hasLetters)).length > 0;
  for (const statement of [outboxRows, inboxRows, ...(isReader ? [letters] : [])])
    for (let deleted = batch; deleted > batch / 2;) deleted = (await runSql(db, statement)).length;
}

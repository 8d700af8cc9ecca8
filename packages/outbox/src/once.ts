import { ping, type Db, type Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Inbox } from '@ecomm/events/inbox';
import { Problem } from '@ecomm/runtime/problem';
import { buryLetter } from './bury-letter.ts';

/** In the order of the ids, so that two copies that meet over the same events wait for each other and don't deadlock. */
const claim = `insert into inbox (consumer, event_id) select $1, id from unnest($2::uuid[]) as id order by id
  on conflict do nothing returning event_id as id`;

/**
 * The inbox of `db` (design.md §3, rule 3): `run` handles a batch in one transaction, each event once per group
 * for ever (40 days); when anything throws, neither effects nor inbox rows remain.
 */
export const inboxOf = (db: Db): Inbox<Tx> => ({
  run: (group, events, handle) =>
    db.transaction(async (tx) => {
      const ids = events.map(({ id }) => id);
      const fresh = await claimAll(tx, group, ids);
      const news = events.filter((event) => fresh.delete(event.id.toLowerCase()));
      if (news.length > 0) await handle(tx, news);
    }),
  bury: (letter) => buryLetter(db, letter),
  probe: () => ping(db),
});

/** True the first time for this event and group, in the transaction of its effect. */
export const once = async (tx: Tx, group: string, eventId: string): Promise<boolean> =>
  (await claimAll(tx, group, [eventId])).size === 1;

async function claimAll(tx: Tx, group: string, ids: readonly string[]): Promise<Set<string>> {
  const wrong = ids.find((id) => !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id));
  if (wrong !== undefined) throw new Problem(422, 'event.id_invalid', 'An event id is a UUID', { permanent: true });
  const rows = await runSql<{ id: string }>(tx, claim, [group, ids]);
  return new Set(rows.map(({ id }) => id));
}

import type { Db, Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event, InRecord, Undecodable } from '@ecomm/events/envelope';
import { classify, reasonOf } from '@ecomm/events/failure';
import { processing } from '@ecomm/events/process-span';
import { alone, type Subscription } from '@ecomm/events/subscription';
import { Problem } from '@ecomm/runtime/problem';
import { handled, recordOf, settleLetter, unknownLetter, type LetterRow } from './letter-row.ts';
import { once } from './once.ts';

export interface RedriveDeps {
  db: Db;
  group: string;
  subscriptions: readonly Subscription<Tx>[];
  /** The event in a record, or why there is none. */
  read: (record: InRecord) => Event | Undecodable;
}

interface FoundRow extends LetterRow {
  value: Buffer | null;
  headers: string;
}

const find = `select topic, partition, "offset"::text as "offset", key, value, headers, status, attempts
  from dead_letters where id = $1 and consumer = $2`;

/**
 * POST /dead-letters/:id/redrive → inbox + the group's own handler + the row, in one transaction. Under its own event id:
 * one that had its effect has no second. 409 `dead_letter.refused` when it fails again, 503 `dead_letter.not_now` when
 * something it needs is away; it then stays as it was.
 */
export const redriveLetter = (deps: RedriveDeps, id: string) =>
  deps.db.transaction(async (tx) => {
    const [row] = await runSql<FoundRow>(tx, find, [id, deps.group]);
    if (!row) throw unknownLetter();
    if (row.status !== 'open') throw handled();
    await handleAgain(deps, tx, recordOf(row), row.attempts);
    return settleLetter(tx, deps.group, id, 'redriven');
  });

async function handleAgain(
  { group, subscriptions, read }: RedriveDeps,
  tx: Tx,
  record: InRecord,
  attempts: number,
): Promise<void> {
  const event = read(record);
  if (event instanceof Error) throw refused(event.message, event);
  const subscription = subscriptions.find(({ eventType }) => eventType.type === event.type);
  try {
    if (!(await once(tx, group, event.id))) return;
    await processing(group, event, attempts + 1, async () => subscription?.handle(tx, [alone(event)]));
  } catch (error) {
    if (classify(error) !== 'transient') throw refused(reasonOf(error), error);
    const why = `It cannot be handled now: ${reasonOf(error)}`;
    throw new Problem(503, 'dead_letter.not_now', why, { retryAfterSeconds: 5, cause: error });
  }
}

const refused = (reason: string, cause: unknown): Problem =>
  new Problem(409, 'dead_letter.refused', `It failed again: ${reason}`, { cause });

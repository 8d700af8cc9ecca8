import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { runSql } from '@ecomm/database/run-sql';
import type { EventType } from '@ecomm/events/envelope';
import type { Exact } from '@ecomm/runtime/exact';
import type { Static, TSchema } from '@sinclair/typebox';
import { asRow, eventColumns, insertEvents } from './event-row.ts';
import { outgoing, type Outgoing, type StageOptions } from './outgoing.ts';
import { wakeRelay } from './wakers.ts';

const rows = rowSet('event', eventColumns);
/** The relay sends in the order of `position`, which is that of the rows. */
const inserting = namedSql(`${insertEvents(rows.numbered)} order by n`);

/**
 * Publishes an event with the caller's transaction: the row commits with it, the relay sends it afterwards (design.md §3,
 * rule 1). The partition key is the payload's `eventType.key`. Gives the event's id.
 */
export async function stage<S extends TSchema, P extends Static<S>>(
  tx: Tx,
  eventType: EventType<S>,
  payload: P & Exact<Static<S>, P>,
  options: StageOptions = {},
): Promise<string> {
  const event = outgoing<S, P>(eventType, payload, options);
  await stageAll(tx, [event]);
  return event.id;
}

/** Many events of any types, in this order, by one statement. */
export async function stageAll(tx: Tx, events: readonly Outgoing[]): Promise<void> {
  if (events.length === 0) return;
  afterCommit(tx, () => wakeRelay(tx));
  await runSql(tx, inserting.text, inserting.values(rows.values(events.map(asRow))));
}

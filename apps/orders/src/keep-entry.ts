import type { Tx } from '@ecomm/database/connect';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { runSql } from '@ecomm/database/run-sql';
import type { Event, EventType } from '@ecomm/events/envelope';
import { traceId, type Within } from '@ecomm/runtime/trace';

/** What another service says of an order. */
export interface Said extends Pick<Event, 'id' | 'causeId'> {
  payload: { order_id: string; occurred_at: string };
  /** In the trace of the event. */
  within: Within;
  /** What the order must be besides known. */
  user_id?: number;
  total_cents?: number;
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

const entries = rowSet('said', {
  order_id: 'uuid',
  event_id: 'uuid',
  at: 'text',
  cause_id: 'uuid',
  trace_id: 'text',
  data: 'text',
  user_id: 'bigint',
  total_cents: 'bigint',
});
/** An entry that is there already, from before the inbox forgot its event, is as good as a new one. */
const keeping = namedSql(`
  with known as (
    select said.* from ${entries.joined} join orders o on o.id = said.order_id
      and o.user_id = coalesce(said.user_id, o.user_id) and o.total_cents = coalesce(said.total_cents, o.total_cents)
  ), kept as (
    insert into order_timeline (order_id, event_id, at, service, type, cause_id, trace_id, data)
    select order_id, event_id, at::timestamptz, $service, $type, cause_id, trace_id, data::jsonb from known
    on conflict do nothing
  )
  select event_id from known`);

/**
 * Events of another service → the timelines of their orders, in the transaction of their effects. Gives the ids of those
 * that are about an order.
 */
export async function keepEntries(
  tx: Tx,
  { type, owner }: Pick<EventType, 'type' | 'owner'>,
  said: readonly Said[],
): Promise<Set<string>> {
  if (said.length === 0) return new Set();
  const rows = said.map(({ id, causeId, payload, within, user_id = null, total_cents = null }) => ({
    order_id: payload.order_id,
    event_id: id,
    at: payload.occurred_at,
    // A header that anybody may have written: what is no id names no event.
    cause_id: causeId && uuid.test(causeId) ? causeId : null,
    trace_id: within(traceId) ?? null,
    data: JSON.stringify(payload),
    user_id,
    total_cents,
  }));
  const values = keeping.values({ ...entries.values(rows), service: owner, type });
  const known = await runSql<{ event_id: string }>(tx, keeping.text, values);
  return new Set(known.map(({ event_id }) => event_id));
}

/** The same for one, in the trace of the caller. */
export const keepEntry = async (
  tx: Tx,
  eventType: Pick<EventType, 'type' | 'owner'>,
  event: Omit<Said, 'within'>,
): Promise<unknown> => keepEntries(tx, eventType, [{ ...event, within: (fn) => fn() }]);

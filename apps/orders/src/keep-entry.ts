import type { Tx } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
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

/** An entry that is there already, from before the inbox forgot its event, is as good as a new one. */
const keeping = `
  with said as (
    select * from ${givenRows(
      '$1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::bigint[]',
      'order_id, event_id, at, cause_id, trace_id, data, user_id, total_cents',
    )} said
  ), known as (
    select said.* from said join orders o on o.id = said.order_id
      and o.user_id = coalesce(said.user_id, o.user_id) and o.total_cents = coalesce(said.total_cents, o.total_cents)
  ), kept as (
    insert into order_timeline (order_id, event_id, at, service, type, cause_id, trace_id, data)
    select order_id, event_id, at::timestamptz, $9, $10, cause_id, trace_id, data::jsonb from known
    on conflict do nothing
  )
  select event_id from known`;

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
  const known = await runSql<{ event_id: string }>(tx, keeping, [
    said.map(({ payload }) => payload.order_id),
    said.map(({ id }) => id),
    said.map(({ payload }) => payload.occurred_at),
    // A header that anybody may have written: what is no id names no event.
    said.map(({ causeId }) => (causeId && uuid.test(causeId) ? causeId : null)),
    said.map(({ within }) => within(traceId) ?? null),
    said.map(({ payload }) => JSON.stringify(payload)),
    said.map(({ user_id }) => user_id ?? null),
    said.map(({ total_cents }) => total_cents ?? null),
    owner,
    type,
  ]);
  return new Set(known.map(({ event_id }) => event_id));
}

/** The same for one, in the trace of the caller. */
export const keepEntry = async (
  tx: Tx,
  eventType: Pick<EventType, 'type' | 'owner'>,
  event: Omit<Said, 'within'>,
): Promise<unknown> => keepEntries(tx, eventType, [{ ...event, within: (fn) => fn() }]);

import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import type { Event, EventType } from '@ecomm/events/envelope';
import { traceId } from '@ecomm/runtime/trace';
import { sql } from 'drizzle-orm';
import { orderTimeline } from './schema.ts';

/** What the order of an entry must be besides known. */
export interface Only {
  user_id?: number;
  total_cents?: number;
}

type Told = Event<{ order_id: string; occurred_at: string }>;

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** An event of another service → the order's timeline, in the transaction of its effect. False when there is no such order. */
export async function keepEntry(
  tx: Tx,
  { type, owner }: Pick<EventType, 'type' | 'owner'>,
  { id, payload, causeId }: Told,
  { user_id, total_cents }: Only = {},
): Promise<boolean> {
  const kept = await insert(tx).execute({
    order_id: payload.order_id,
    event_id: id,
    at: payload.occurred_at,
    service: owner,
    type,
    // A header that anybody may have written: what is no id names no event.
    cause_id: causeId && uuid.test(causeId) ? causeId : null,
    trace_id: traceId() ?? null,
    data: JSON.stringify(payload),
    user_id: user_id ?? null,
    total_cents: total_cents ?? null,
  });
  return kept.length > 0;
}

const { placeholder } = sql;

/** An entry that is there already, from before the inbox forgot its event, is as good as a new one. */
const insert = prepared((db: DbOrTx) =>
  db
    .insert(orderTimeline)
    .select(
      sql`select id, ${placeholder('event_id')}::uuid, ${placeholder('at')}::timestamptz, ${placeholder('service')}::text,
        ${placeholder('type')}::text, ${placeholder('cause_id')}::uuid, ${placeholder('trace_id')}::text, ${placeholder('data')}::jsonb
        from orders where id = ${placeholder('order_id')}::uuid
          and user_id = coalesce(${placeholder('user_id')}::bigint, user_id)
          and total_cents = coalesce(${placeholder('total_cents')}::bigint, total_cents)`,
    )
    .onConflictDoUpdate({
      target: [orderTimeline.order_id, orderTimeline.event_id],
      set: { event_id: sql`excluded.event_id` },
    })
    .returning({ event_id: orderTimeline.event_id })
    .prepare('keep_entry'),
);

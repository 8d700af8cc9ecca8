import type { EventType } from '@ecomm/events/envelope';
import type { Exact } from '@ecomm/runtime/exact';
import type { Static, TSchema } from '@sinclair/typebox';
import { outgoing, type Outgoing, type StageOptions } from './outgoing.ts';

/** The columns of an `eventRow`, and the type of each. */
export const eventColumns = {
  event_id: 'uuid',
  event_topic: 'text',
  event_key: 'text',
  event_type: 'text',
  event_version: 'int',
  event_payload: 'text',
  event_traceparent: 'text',
  event_cause_id: 'uuid',
  event_occurred_at: 'text',
} as const;

export type EventRow = Record<keyof typeof eventColumns, string | number | null>;

/**
 * `outgoing` for the caller who writes effects and their events by one statement of its own (`commitSql`), into which
 * `insertEvents` goes. Once that has committed, `wakeRelay(db)` has them sent at once.
 */
export const eventRow = <S extends TSchema, P extends Static<S>>(
  eventType: EventType<S>,
  payload: P & Exact<Static<S>, P>,
  options: StageOptions = {},
): EventRow => asRow(outgoing<S, P>(eventType, payload, options));

export const asRow = (event: Outgoing): EventRow => ({
  event_id: event.id,
  event_topic: event.topic,
  event_key: event.key,
  event_type: event.type,
  event_version: event.version,
  event_payload: event.payload,
  event_traceparent: event.traceparent,
  event_cause_id: event.causeId,
  event_occurred_at: event.occurredAt,
});

/** Inserts the event of each row of `from`, which has `eventColumns`; `payload` is SQL for what becomes of it on the way. */
export const insertEvents = (from: string, payload = 'event_payload'): string =>
  `insert into outbox (id, topic, key, type, version, payload, traceparent, cause_id, occurred_at)
    select event_id, event_topic, event_key, event_type, event_version, ${payload}, event_traceparent, event_cause_id,
      event_occurred_at::timestamptz from ${from}`;

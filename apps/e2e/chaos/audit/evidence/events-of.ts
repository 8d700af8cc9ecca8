import type { Evidence, TopicRecord } from './evidence.ts';
import { eventTopics } from './subscriptions.ts';

const known = new WeakMap<Evidence['topics'], ReadonlyMap<string, TopicRecord>>();

/**
 * Every event once, by its id, where it was written first: a record may be written again, which changes nothing. Without
 * what the harness wrote.
 */
export function eventsOf({ topics }: Pick<Evidence, 'topics'>): ReadonlyMap<string, TopicRecord> {
  const found = known.get(topics);
  if (found) return found;
  const events = new Map<string, TopicRecord>();
  for (const topic of eventTopics)
    for (const record of topics.get(topic) ?? [])
      if (record.eventId !== null && !record.planted && !events.has(record.eventId)) events.set(record.eventId, record);
  known.set(topics, events);
  return events;
}

/** Events of these topics, by order; an order's are in the order in which they were written first. */
export function eventsByOrder(evidence: Evidence, topics: readonly string[]): Map<string, TopicRecord[]> {
  const about = eventsOf(evidence)
    .values()
    .filter(({ topic, orderId }) => orderId !== null && topics.includes(topic));
  return Map.groupBy(about, ({ orderId }) => orderId!);
}

/** Rows of the outboxes that the broker does not have yet. */
export const unsentOf = ({ outboxes }: Evidence) =>
  [...outboxes.values()].flatMap((rows) => rows.filter(({ sent_at }) => sent_at === null));

import type { Evidence } from '../evidence/evidence.ts';
import { deadLetterTopic, eventTopics, groupsOf } from '../evidence/subscriptions.ts';
import type { Line } from './tell-story.ts';

/** An order's events: staged, sent, on the topics, and had by their readers. */
export function* eventLines({ outboxes, topics, inboxes }: Evidence, orderId: string): Generator<Line> {
  for (const [service, rows] of outboxes)
    for (const { topic, id, order_id, cause_id, created_at, sent_at } of rows) {
      if (order_id !== orderId) continue;
      yield { at: created_at, who: service, what: `stages ${topic} ${id}${cause_id ? `, caused by ${cause_id}` : ''}` };
      if (sent_at === null) yield { at: created_at, who: service, what: `${topic} ${id} waits in the outbox` };
      else yield { at: sent_at, who: service, what: `has sent ${topic} ${id}` };
    }
  for (const topic of eventTopics) {
    const seen = new Set<string | null>();
    for (const { at, partition, offset, eventId, traceId, planted, orderId: about } of topics.get(topic) ?? []) {
      if (about !== orderId) continue;
      const again = seen.has(eventId) ? ', again' : '';
      const by = planted ? `, planted (${planted})` : '';
      yield { at, who: 'kafka', what: `${topic}/${partition}@${offset} ${eventId}${again}${by}, trace ${traceId}` };
      if (eventId !== null && !seen.has(eventId))
        for (const group of groupsOf(topic)) {
          const had = inboxes.get(group)?.get(eventId);
          if (had !== undefined) yield { at: had, who: group, what: `had ${topic} ${eventId}` };
        }
      seen.add(eventId);
    }
    for (const group of groupsOf(topic))
      for (const { at, was, eventId, orderId: about } of topics.get(deadLetterTopic(topic, group)) ?? [])
        if (about === orderId)
          yield { at, who: group, what: `put ${topic}/${was?.partition}@${was?.offset} ${eventId} aside` };
  }
}

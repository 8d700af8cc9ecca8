import type { InRecord, OutMessage } from './envelope.ts';

/** The topic that keeps what `group` could not take from `topic`; named without the bus's prefix. */
export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`;

/**
 * `record` as a dead letter of `group`: key, value and headers as they came, and beside them where it was, why it was
 * refused and how often it was tried (behaviour.md §8).
 */
export function deadLetter(group: string, record: InRecord, reason: string, attempts: number): OutMessage {
  return {
    topic: deadLetterTopic(record.topic, group),
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      dlq_topic: record.topic,
      dlq_partition: String(record.partition),
      dlq_offset: record.offset,
      dlq_reason: reason,
      dlq_attempts: String(attempts),
      dlq_at: new Date().toISOString(),
    },
  };
}

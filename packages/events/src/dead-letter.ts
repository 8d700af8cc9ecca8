import type { OutMessage } from './envelope.ts';
import type { Buried } from './inbox.ts';

/** The topic that keeps what `group` could not take from `topic`; named without the bus's prefix. */
export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`;

/**
 * A record as a dead letter: key, value and headers as they came, and beside them where it was, whose it is, why it was
 * refused, how often it was tried and when (behaviour.md §8).
 */
export const deadLetter = ({ group, record, reason, attempts, firstAt, lastAt }: Buried): OutMessage => ({
  topic: deadLetterTopic(record.topic, group),
  key: record.key,
  value: record.value,
  headers: {
    ...record.headers,
    dlq_topic: record.topic,
    dlq_partition: String(record.partition),
    dlq_offset: record.offset,
    dlq_group: group,
    dlq_reason: reason,
    dlq_attempts: String(attempts),
    dlq_first_at: firstAt.toISOString(),
    dlq_at: lastAt.toISOString(),
  },
});

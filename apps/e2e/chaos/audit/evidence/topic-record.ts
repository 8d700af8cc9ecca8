import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { TopicRecord } from './evidence.ts';

/** A record as it was read; whatever it holds, this never throws. */
export function topicRecord(topic: string, partition: number, message: KafkaMessage): TopicRecord {
  const payload = objectOf(message.value);
  const text = (name: string): string | null => headerOf(message.headers, name);
  const orderId = payload?.order_id;
  const was = text('dlq_topic');
  return {
    topic,
    partition,
    offset: Number(message.offset),
    at: Number(message.timestamp),
    eventId: text('ce_id'),
    traceId: text('traceparent')?.split('-')[1] ?? null,
    causeId: text('ce_causationid'),
    orderId: typeof orderId === 'string' ? orderId : null,
    payload,
    ...(was === null
      ? {}
      : {
          was: {
            topic: was,
            partition: Number(text('dlq_partition')),
            offset: Number(text('dlq_offset')),
            attempts: Number(text('dlq_attempts')),
          },
        }),
  };
}

function objectOf(value: Buffer | null): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(String(value));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function headerOf(headers: IHeaders | undefined, name: string): string | null {
  const value = headers?.[name];
  // A dead letter of a record that had such headers itself carries them twice; the last is ours.
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? null : String(last);
}

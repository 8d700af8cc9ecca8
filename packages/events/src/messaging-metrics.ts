import { errorType } from '@ecomm/runtime/error-type';
import { counter, histogram, timed } from '@ecomm/runtime/metrics';
import type { OutMessage } from './envelope.ts';

const operations = histogram(
  'messaging_client_operation_duration_seconds',
  'Requests to the broker: send and commit.',
  ['messaging_operation_name', 'messaging_destination_name', 'error_type'],
);
const processed = histogram('messaging_process_duration_seconds', 'Handling one event, within a transaction of many.', [
  'messaging_destination_name',
  'error_type',
]);
const sent = counter('messaging_client_sent_messages_total', 'Events that the broker has.', [
  'messaging_destination_name',
]);
const consumed = counter('messaging_client_consumed_messages_total', 'Events that are done with.', [
  'messaging_destination_name',
]);
const retried = counter('ecomm_events_retried_total', 'Attempts at an event that failed and are to be made again.', [
  'messaging_destination_name',
]);
const buried = counter('ecomm_dead_letters_total', 'Events put aside as dead letters.', ['messaging_destination_name']);

const typeOf = (error: unknown): string | undefined => (error === undefined ? undefined : errorType(error));

/** Shows at 0 what will be looked for before it happens. */
export function expectEvents(topics: readonly string[]): void {
  for (const topic of topics) for (const count of [consumed, retried, buried]) count.add(0, of(topic));
}

/** `send` of `messages`, for each of their topics. */
export const measureSend = (messages: readonly OutMessage[], send: () => Promise<void>): Promise<void> =>
  timed(send, (seconds, error) => {
    for (const [topic, { length }] of Map.groupBy(messages, (message) => message.topic)) {
      operations.record(seconds, { ...of(topic), messaging_operation_name: 'send', error_type: typeOf(error) });
      if (error === undefined) sent.add(length, of(topic));
    }
  });

/** `commit` of offsets of these topics. */
export const measureCommit = (topics: Iterable<string>, commit: () => Promise<void>): Promise<void> =>
  timed(commit, (seconds, error) => {
    for (const topic of topics)
      operations.record(seconds, { ...of(topic), messaging_operation_name: 'commit', error_type: typeOf(error) });
  });

/** The handling of events of a topic, `count` at once: each has its share of the time. */
export const measureHandling = (topic: string, count: number, handle: () => Promise<void>): Promise<void> =>
  timed(handle, (seconds, error) => {
    const labels = { ...of(topic), error_type: typeOf(error) };
    for (let n = 0; n < count; n += 1) processed.record(seconds / count, labels);
  });

export const countConsumed = (topic: string, count: number): void => consumed.add(count, of(topic));
export const countRetry = (topic: string): void => retried.add(1, of(topic));
export const countDeadLetter = (topic: string): void => buried.add(1, of(topic));

const of = (topic: string) => ({ messaging_destination_name: topic });

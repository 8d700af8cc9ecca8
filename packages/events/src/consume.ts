import type { Log } from '@ecomm/runtime/log';
import { gauge } from '@ecomm/runtime/metrics';
import type { Part } from '@ecomm/runtime/run';
import { consumerWatchdog } from './consumer-watchdog.ts';
import { deadLetterTopic } from './dead-letter.ts';
import { deliverer } from './deliver.ts';
import type { Inbox } from './inbox.ts';
import type { Bus } from './kafka.ts';
import { expectEvents } from './messaging-metrics.ts';
import type { Subscription } from './subscription.ts';

export interface ConsumeOptions<Tx> {
  bus: Bus;
  /** The consumer group, which is also the inbox's consumer: `orders-group`. */
  group: string;
  service: string;
  subscriptions: readonly Subscription<Tx>[];
  inbox: Inbox<Tx>;
  log: Log;
}

export interface Consuming extends Part {
  /** Events that wait in the partitions this copy reads. */
  lag(): number;
}

const lag = gauge(
  'ecomm_consumer_lag',
  'Events that wait in the partitions this process reads, as of the last fetches.',
  ['messaging_consumer_group_name'],
);

/**
 * The one consumer of a process, for all topics of its group: at least once from Kafka, once through the inbox, in
 * order per key. Starts whether the broker is there or not.
 */
export function consume<Tx>({ bus, group, service, subscriptions, inbox, log }: ConsumeOptions<Tx>): Consuming {
  const topics = subscriptions.map(({ eventType }) => eventType.topic);
  if (new Set(topics).size < topics.length) throw new Error(`${group} has two subscriptions to one topic`);
  const deadLetters = topics.map((topic) => deadLetterTopic(topic, group));
  const reader = bus.subscribe({
    group,
    topics,
    deliver: deliverer({ group, service, subscriptions, inbox, send: (messages) => bus.send(messages), log }),
  });
  const watch = consumerWatchdog({ bus, reader, group, topics, log });
  let unwatch = (): void => {};
  return {
    name: `${service} consumer`,
    start: () => {
      expectEvents(topics);
      // Without partitions there is nothing to say: 0 would be a lie while the broker is away.
      const read = () => (reader.assigned() ? reader.lag() : undefined);
      unwatch = lag.watch(read, { messaging_consumer_group_name: group });
      void bus.ensureTopics([...topics, ...deadLetters]);
      reader.start();
      void watch.start?.();
    },
    stop: async () => {
      unwatch();
      await watch.stop?.();
      await reader.stop();
    },
    lag: () => reader.lag(),
  };
}

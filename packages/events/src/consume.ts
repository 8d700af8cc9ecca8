import type { Log } from '@ecomm/runtime/log';
import type { Part } from '@ecomm/runtime/run';
import { consumerWatchdog } from './consumer-watchdog.ts';
import { deadLetterTopic } from './dead-letter.ts';
import { deliverer } from './deliver.ts';
import type { Inbox } from './inbox.ts';
import type { Bus } from './kafka.ts';
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
  return {
    name: `${service} consumer`,
    start: () => {
      void bus.ensureTopics([...topics, ...deadLetters]);
      reader.start();
      void watch.start?.();
    },
    stop: async () => {
      await watch.stop?.();
      await reader.stop();
    },
    lag: () => reader.lag(),
  };
}

import '@ecomm/runtime/failpoint';
import type { Log } from '@ecomm/runtime/log';
import { here } from '@ecomm/runtime/trace';
import { aloneDeliverer, answers, type Run } from './deliver-alone.ts';
import type { Event, InRecord, OutMessage } from './envelope.ts';
import { handleEvents, type Hear } from './handle-events.ts';
import type { Inbox } from './inbox.ts';
import { measureHandling } from './messaging-metrics.ts';
import { processing, processingAll, receiving } from './process-span.ts';
import type { Deliver } from './reader.ts';
import { alone, type Subscription } from './subscription.ts';
import { validator } from './validate.ts';

export interface DeliverOptions<Tx> {
  group: string;
  service: string;
  subscriptions: readonly Subscription<Tx>[];
  inbox: Inbox<Tx>;
  /** Writes dead letters; resolves when the broker has them. */
  send: (messages: readonly OutMessage[]) => Promise<void>;
  log: Log;
}

/**
 * What happens to records of a group (design.md §3, rules 3 and 8): those of all partitions in one transaction, as far as
 * they are good and their handlers take many; when that fails, and else, those of each partition in one of their own; when that fails, one at a time, in order.
 * The first that fails alone stops its partition, to be tried again with backoff, for ever; a record that can never
 * succeed becomes a dead letter, and only when the store and the broker have it do the next ones come.
 */
export function deliverer<Tx>({ group, service, subscriptions, inbox, send, log }: DeliverOptions<Tx>): Deliver {
  const read = validator(subscriptions);

  const hear =
    (how: Hear): Hear =>
    async (events, handle) => {
      const { topic } = events[0]!;
      await measureHandling(topic, events.length, () =>
        how(events, async (heard) => {
          await handle(heard);
          await Promise.all(events.map(async () => failpoint(`${service}.handler`)));
        }),
      );
    };
  const handleOne = handleEvents(
    subscriptions,
    hear((events, handle) => handle(events.map(alone))),
  );
  const handleMany = handleEvents(
    subscriptions,
    hear((events, handle) => processingAll(group, events, handle)),
  );
  /** One event's whole transaction belongs to its trace; that of several to a trace that links to theirs. */
  const run: Run = (events, attempt = 1, attempted) => {
    const [event] = events;
    if (events.length !== 1 || !event) return receiving(group, events, () => inbox.run(group, events, handleMany));
    return processing(group, event, attempt, () => {
      attempted?.(here());
      return inbox.run(group, events, handleOne);
    });
  };
  const singly = aloneDeliverer({ group, read, run, inbox, send, log });

  /** What of each can be read, up to the first that cannot; nothing of one that failed before. */
  const readable = (records: readonly InRecord[]): Event[] => {
    const events: Event[] = [];
    if (!records[0] || singly.isStuck(records[0])) return events;
    for (const record of records) {
      const event = read(record);
      if (event instanceof Error) break;
      events.push(event);
    }
    return events;
  };

  return {
    joint: new Set(subscriptions.filter(({ isJoint }) => isJoint).map(({ eventType }) => eventType.topic)),
    alone: singly.deliver,
    together: async (parts) => {
      const events = parts.map(readable);
      try {
        await run(events.flat());
        return events.map(({ length }) => ({ done: length }));
      } catch (error) {
        // The store is away: nobody need try that alone.
        const isAway = !(await answers(inbox));
        return parts.map(([first]) => (isAway && first ? singly.wait(first, error) : { done: 0 }));
      }
    },
  };
}

import { logger } from '@ecomm/runtime/log';
import { deliverer } from './deliver.ts';
import type { InRecord, OutMessage } from './envelope.ts';
import type { Inbox } from './inbox.ts';
import type { Subscription } from './subscription.ts';

interface Replayed {
  topic: string;
  key: string;
  headers: Record<string, string>;
  value: string;
}

/**
 * For tests: a record that was sent once, given to a group as Kafka would. It is decoded, validated and handled on the way
 * of every event; gives `handled`, or why it was not.
 */
export function replay<Tx>(group: string, subscriptions: readonly Subscription<Tx>[], inbox: Inbox<Tx>) {
  let reason = 'not handled';
  const send = async ([letter]: readonly OutMessage[]): Promise<void> => {
    reason = `dead letter: ${String(letter?.headers.dlq_reason)}`;
  };
  const watched: Inbox<Tx> = {
    ...inbox,
    run: async (...of) => {
      try {
        await inbox.run(...of);
        reason = 'handled';
      } catch (error) {
        reason = `failed: ${String(error)}`;
        throw error;
      }
    },
  };
  const log = logger({ service: group, level: 'silent', format: 'json' });
  const { alone: deliver } = deliverer({ group, service: group, subscriptions, inbox: watched, send, log });
  let offset = 0;
  return async ({ topic, key, headers, value }: Replayed): Promise<string> => {
    reason = 'not handled';
    const record: InRecord = {
      topic,
      partition: 0,
      offset: String((offset += 1)),
      key: Buffer.from(key),
      value: Buffer.from(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)])),
    };
    await deliver([record]);
    return reason;
  };
}

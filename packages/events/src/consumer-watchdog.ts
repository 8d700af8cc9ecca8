import type { Log } from '@ecomm/runtime/log';
import type { Part } from '@ecomm/runtime/run';
import { watchdog, type WatchdogOptions } from '@ecomm/runtime/watchdog';
import type { Bus } from './kafka.ts';
import type { Reader } from './reader.ts';

export interface ConsumerWatchdogOptions extends Pick<WatchdogOptions, 'withoutMs' | 'everyMs' | 'exit'> {
  bus: Pick<Bus, 'connected' | 'unread'>;
  reader: Pick<Reader, 'deliveries' | 'assigned'>;
  group: string;
  topics: readonly string[];
  log: Log;
}

/**
 * Ends the process when its consumer does nothing though the broker is there and has events for it, and no replacement
 * helped. An event that is tried again counts as something done. After a start that changed nothing it bites only when
 * more events have come: what nobody can read, as another client's transaction markers, must not end it over and over.
 */
export function consumerWatchdog({ bus, reader, group, topics, log, ...times }: ConsumerWatchdogOptions): Part {
  let unreadBefore: number | undefined;
  return watchdog({
    ...times,
    name: `${group} watchdog`,
    log,
    progress: reader.deliveries,
    isAble: () => bus.connected(),
    findFault: async () => {
      const unread = await bus.unread({ group, topics, assigned: reader.assigned() });
      const isNews = reader.deliveries() > 0 || (unreadBefore !== undefined && unread > unreadBefore);
      unreadBefore = Math.min(unread, unreadBefore ?? unread);
      return unread > 0 && isNews ? `the consumer makes no progress, with ${unread} events to read` : undefined;
    },
  });
}

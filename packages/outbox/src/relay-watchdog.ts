import type { Log } from '@ecomm/runtime/log';
import type { Part } from '@ecomm/runtime/run';
import { watchdog, type WatchdogOptions } from '@ecomm/runtime/watchdog';
import type { OutboxStats } from './stats.ts';

export interface RelayWatchdogOptions extends Pick<WatchdogOptions, 'withoutMs' | 'everyMs' | 'exit'> {
  isRelay: () => boolean;
  isConnected: () => boolean;
  acks: () => number;
  stats: () => Promise<OutboxStats>;
  log: Log;
}

/** Ends the process when it has the lease, events wait, the broker is there and yet takes none. */
export function relayWatchdog({ isRelay, isConnected, acks, stats, log, ...times }: RelayWatchdogOptions): Part {
  const { withoutMs = 60_000 } = times;
  return watchdog({
    ...times,
    name: 'relay watchdog',
    log,
    progress: acks,
    isAble: () => isRelay() && isConnected(),
    findFault: async () => {
      const { rows, oldest_seconds } = await stats();
      return oldest_seconds * 1_000 >= withoutMs
        ? `the relay makes no progress, with ${rows} events to send`
        : undefined;
    },
  });
}

import type { Db } from '@ecomm/database/connect';
import { listen, notify } from '@ecomm/database/listen';
import { within } from '@ecomm/events/deadline';
import type { EventType } from '@ecomm/events/envelope';
import type { Bus } from '@ecomm/events/kafka';
import type { Log } from '@ecomm/runtime/log';
import type { Part } from '@ecomm/runtime/run';
import { wakeable } from '@ecomm/runtime/wake';
import { drainer } from './drain.ts';
import { Lease } from './lease.ts';
import { watchOutbox } from './outbox-metrics.ts';
import { prune } from './prune.ts';
import { relayWatchdog } from './relay-watchdog.ts';
import { statsOf, type OutboxStats } from './stats.ts';
import { removeWaker, setWaker } from './wakers.ts';

export interface Relay extends Part {
  /** There may be something to send. */
  wake(): void;
  stats(): Promise<OutboxStats>;
}

export interface RelayOptions {
  db: Db;
  bus: Pick<Bus, 'send' | 'ensureTopics'> & Partial<Pick<Bus, 'connected'>>;
  /** The publisher: `ce_source`. */
  service: string;
  log: Log;
  /** What this service publishes: their topics are made at the start, before there is an event. */
  publishes?: readonly Pick<EventType, 'topic'>[];
  /** How often to look for what no wake-up told of. */
  everyMs?: number;
}

const channel = 'outbox';
const standbyMs = 400;
const stopMs = 2_000;
/** For so long what the broker has may stay unmarked: mostly the next look marks it on its way. */
const settleMs = 20;
const pruneEveryMs = 10 * 60_000;
/** What waits longer was left by a relay that died or by a broker that was away. */
const leftSeconds = 30;

/**
 * Sends this database's outbox to the broker (design.md §3, rule 2): oldest unsent rows first, one relay a database by a
 * lease, no transaction open while the broker is waited for, rows marked after its ack. A crash makes duplicates, never a
 * loss; a broker that is away is waited for, for ever. Woken by commits here, by a notification from other copies.
 */
export function relay({ db, bus, service, log, publishes = [], everyMs = 500 }: RelayOptions): Relay {
  const lease = new Lease(db);
  const { drain, settle, unsettled, acks } = drainer({ db, bus, service, lease });
  const stats = statsOf(db);
  let staged = false;
  let triedAt = -Infinity;
  let prunedAt = performance.now();
  let left: OutboxStats | undefined;
  let isRelay = false;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let deafen = async (): Promise<void> => {};
  let unwatch = (): void => {};

  const mayRelay = async (): Promise<boolean> => {
    if (lease.held) return true;
    if (performance.now() - triedAt < standbyMs) return false;
    const isOurs = await lease.acquire();
    // Only after an answer: a database that is away is asked again with the loop's backoff, which says so once.
    triedAt = performance.now();
    return isOurs;
  };
  /** Says what it found lying when it became the relay, once that is sent. */
  const drainAnew = async (): Promise<void> => {
    const { rows, oldest_seconds } = await stats();
    if (oldest_seconds > (left?.oldest_seconds ?? leftSeconds)) left = { rows, oldest_seconds };
    await drain();
    if (left) log.warn({ ...left }, 'sent events that had been left in the outbox');
    left = undefined;
  };
  const turn = async (): Promise<void> => {
    const news = staged;
    const wasHeld = lease.held;
    staged = false;
    isRelay = await mayRelay();
    if (isRelay) await (wasHeld && !left ? drain() : drainAnew());
    else {
      await settle();
      if (news) await notify(db, channel);
    }
    clearTimeout(settling);
    if (unsettled()) settling = setTimeout(loop.wake, settleMs);
    if (!lease.held || performance.now() - prunedAt < pruneEveryMs) return;
    prunedAt = performance.now();
    await prune(db);
  };
  const finish = async (): Promise<void> => {
    await loop.stop?.();
    clearTimeout(settling);
    if (!lease.held) return;
    try {
      await drain();
      await settle();
    } finally {
      await lease.release();
      await notify(db, channel);
    }
  };

  const loop = wakeable({ name: 'relay', log, everyMs }, turn);
  const watch = relayWatchdog({
    isRelay: () => isRelay,
    isConnected: () => bus.connected?.() ?? false,
    acks,
    stats,
    log,
  });
  return {
    name: 'relay',
    start: () => {
      unwatch = watchOutbox(stats);
      setWaker(db, () => {
        staged = true;
        loop.wake();
      });
      deafen = listen(db, channel, () => lease.held && loop.wake());
      void bus.ensureTopics(publishes.map(({ topic }) => topic));
      void watch.start?.();
      return loop.start?.();
    },
    stop: async () => {
      unwatch();
      removeWaker(db);
      await watch.stop?.();
      try {
        await within(stopMs, finish(), 'there was more to send than a stop may take');
      } catch (error) {
        log.warn({ err: error }, 'events wait in the outbox for another copy or the next start');
      }
      await deafen();
    },
    wake: () => loop.wake(),
    stats,
  };
}

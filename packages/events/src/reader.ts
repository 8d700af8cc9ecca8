import type { Log } from '@ecomm/runtime/log';
import { within } from './deadline.ts';
import type { InRecord } from './envelope.ts';
import type { Consumer } from './kafka.ts';
import { partitions } from './partitions.ts';

/** How far a delivery came: `done` records from the front are finished; the next is to be read again after `retryInMs`. */
export interface Delivery {
  done: number;
  retryInMs?: number;
}

/** Delivers records, in order for each partition. Neither throws. */
export interface Deliver {
  /** Topics whose partitions are delivered together. */
  readonly joint: ReadonlySet<string>;
  /**
   * Those of several partitions in one transaction. Of each the first `done` are finished: none of any when it failed, so
   * that each is to be delivered alone.
   */
  together(parts: readonly (readonly InRecord[])[]): Promise<Delivery[]>;
  /** Those of one partition, up to the first that has to wait; calls `tried` after each transaction, however it ended. */
  alone(records: readonly InRecord[], tried?: () => void): Promise<Delivery>;
}

export interface Reader {
  start(): void;
  stop(): Promise<void>;
  /** Events waiting in the partitions this copy reads, as of the last fetch of each. */
  lag(): number;
  /** Grows with each delivery and each transaction of one, also with those that will be tried again. */
  deliveries(): number;
  /** Topic to partitions that the group gave this copy; undefined while it is in none. */
  assigned(): Assigned | undefined;
}

export type Assigned = Readonly<Record<string, readonly number[]>>;

export interface ReaderOptions {
  service: string;
  newConsumer: () => Consumer;
  /** Resolves when the topics exist. */
  ready: () => Promise<void>;
  topics: readonly string[];
  prefix: string;
  deliver: Deliver;
  log: Log;
  /** A consumer that neither fetches nor beats for so long is replaced. */
  silentMs?: number;
}

/**
 * Keeps one consumer of a group alive: one that crashed, was refused or has gone silent is closed and another takes its
 * place after a backoff, for as long as the process runs. The client's own restart is off: it stays dead after
 * errors that it calls not retriable, which an outage of the broker can cause.
 */
export function reader(options: ReaderOptions): Reader {
  const { newConsumer, ready, topics, prefix, log, silentMs = 30_000 } = options;
  const work = partitions(options);
  const stopped = Promise.withResolvers<'stopped'>();
  let running: Promise<void> | undefined;
  let troubled = false;
  let assigned: Assigned | undefined;

  /** After a fetch that went well. Joining says nothing: a consumer can join for ever and never be able to fetch. */
  const settled = (): void => {
    if (troubled) log.info('consumer reads again');
    troubled = false;
  };
  const untilItEnds = async (consumer: Consumer): Promise<Error | 'stopped'> => {
    const ended = Promise.withResolvers<Error>();
    let lastSign = Date.now();
    const alive = (): void => void (lastSign = Date.now());
    consumer.on('consumer.crash', ({ payload }) => ended.resolve(payload.error));
    consumer.on('consumer.fetch', () => {
      alive();
      settled();
    });
    consumer.on('consumer.heartbeat', alive);
    consumer.on('consumer.group_join', (joined) => {
      alive();
      assigned = joined?.payload.memberAssignment;
      work.joined();
    });
    const watchdog = setInterval(() => {
      if (Date.now() - lastSign > silentMs) ended.resolve(new Error(`no sign of the consumer for ${silentMs} ms`));
    }, 1_000);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: topics.map((topic) => prefix + topic), fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        // All that a fetch brings is handed over at once, so that it can be delivered together.
        partitionsConsumedConcurrently: 128,
        eachBatch: work.eachBatch,
      });
      return await Promise.race([ended.promise, stopped.promise]);
    } finally {
      clearInterval(watchdog);
    }
  };
  const live = async (): Promise<void> => {
    const consumer = newConsumer();
    try {
      const end = await untilItEnds(consumer);
      if (end instanceof Error) throw end;
      await within(5_000, work.drained(), 'a delivery did not finish').catch((err: unknown) => log.warn({ err }));
    } finally {
      assigned = undefined;
      work.left();
      await within(5_000, consumer.disconnect(), 'slow disconnect').catch(() => undefined);
    }
  };
  const keepAlive = async (): Promise<void> => {
    await Promise.race([ready(), stopped.promise]);
    let backoffMs = 0;
    while ((await Promise.race([Bun.sleep(backoffMs), stopped.promise])) !== 'stopped') {
      try {
        await live();
      } catch (err) {
        if (!troubled) log.warn({ err }, 'consumer lost, will go on trying');
        backoffMs = troubled ? Math.min(backoffMs * 2, 3_000) : 100;
        troubled = true;
      }
    }
  };

  return {
    start: () => void (running = keepAlive()),
    stop: async () => {
      work.stop();
      stopped.resolve('stopped');
      await running;
    },
    lag: work.lag,
    deliveries: work.deliveries,
    assigned: () => assigned,
  };
}

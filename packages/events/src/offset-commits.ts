import '@ecomm/runtime/failpoint';
import type { Log } from '@ecomm/runtime/log';
import type { BatchWork } from './batch-work.ts';
import { measureCommit } from './messaging-metrics.ts';

/** How far a partition is worked off: up to the record at offset `last`. */
export interface Done {
  work: BatchWork;
  last: string;
}

export interface OffsetCommitsOptions {
  service: string;
  /** Whether the partition is still given to this copy. */
  isMine: (work: BatchWork) => boolean;
  log: Log;
  everyMs?: number;
}

/**
 * Commits how far partitions are worked off: a while later and for all of them at once, so that no fetch waits for it. After
 * a crash what was not committed comes again, and the inbox knows it. A commit that fails is made again with the next.
 */
export function offsetCommits({ service, isMine, log, everyMs = 200 }: OffsetCommitsOptions) {
  const waiting = new Map<string, Done>();
  let timer: Timer | undefined;
  let underWay: Promise<void> | undefined;

  const commitAll = async (): Promise<void> => {
    const done = waiting
      .values()
      .filter(({ work }) => isMine(work))
      .toArray();
    waiting.clear();
    if (done.length === 0) return;
    try {
      await failpoint(`${service}.before-offset`);
      await measureCommit(new Set(done.map(({ work }) => work.topic)), () => commit(done));
    } catch (err) {
      log.debug({ err }, 'offsets not committed, will be with the next');
      for (const one of done) if (!waiting.has(one.work.key)) waiting.set(one.work.key, one);
    }
  };
  const flush = async (): Promise<void> => {
    await underWay;
    clearTimeout(timer);
    timer = undefined;
    await (underWay = commitAll());
    plan();
  };
  const plan = (): void => {
    if (waiting.size > 0) timer ??= setTimeout(() => void flush(), everyMs);
  };

  return {
    add: (done: readonly Done[]): void => {
      for (const one of done) waiting.set(one.work.key, one);
      plan();
    },
    /** Commits what waits, or tries to. */
    flush,
    /** Forgets what waits. */
    stop: (): void => {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** The offset after the last record done of each partition, by one request. */
function commit(done: readonly Done[]): Promise<void> {
  const topics = Map.groupBy(done, ({ work }) => work.payload.batch.topic);
  return done[0]!.work.payload.commitOffsetsIfNecessary({
    topics: Array.from(topics, ([topic, of]) => ({
      topic,
      partitions: of.map(({ work, last }) => ({
        partition: work.payload.batch.partition,
        offset: String(BigInt(last) + 1n),
      })),
    })),
  });
}

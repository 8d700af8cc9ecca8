import type { Log } from '@ecomm/runtime/log';
import { BatchWork } from './batch-work.ts';
import { batchDeliverer } from './deliver-batches.ts';
import type { EachBatchPayload } from './kafka.ts';
import { offsetCommits } from './offset-commits.ts';
import type { Deliver } from './reader.ts';

/** A delivery that takes longer goes on beside the fetch loop, which would else hold up all other partitions. */
const besideAfterMs = 1_000;

export interface PartitionsOptions {
  service: string;
  prefix: string;
  deliver: Deliver;
  log: Log;
}

/**
 * The fetched batches of one consumer. kafkajs fetches again only when all batches of a fetch are done, so a partition
 * that has to wait is paused and its batch given back: it is fetched again, from the first record not done, when it is
 * resumed. An offset is committed only after its records were delivered. Nothing is ever thrown
 * into kafkajs, which would disconnect the consumer.
 */
export function partitions({ service, prefix, deliver, log }: PartitionsOptions) {
  const busy = new Map<string, Promise<number | undefined>>();
  const lags = new Map<string, { lag: number }>();
  let gathered: BatchWork[] = [];
  let generation = 0;
  let deliveries = 0;
  let stopping = false;

  const isMine = (work: BatchWork): boolean => work.generation === generation;
  const commits = offsetCommits({ service, isMine, log });
  const workOff = batchDeliverer({
    deliver,
    commit: commits.add,
    isMine,
    isOver: (work) => stopping || !isMine(work) || !work.payload.isRunning() || work.payload.isStale(),
    tried: () => void (deliveries += 1),
  });

  const gather = (work: BatchWork): void => {
    if (gathered.push(work) > 1) return;
    // All batches of a fetch are handed over in one turn of the event loop.
    setImmediate(() => {
      const fetched = gathered;
      gathered = [];
      workOff(fetched);
    });
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    // No heartbeat: the group is giving its partitions out anew, or the broker is away. kafkajs meets it again itself.
    const beats = await payload.heartbeat().then(
      () => true,
      () => false,
    );
    if (!beats) return;
    const work = new BatchWork(payload, { generation, prefix });
    const { key } = work;
    const before = busy.get(key);
    if (stopping || before) {
      const resume = payload.pause();
      return void before?.then(resume);
    }
    const end = work.end.finally(() => {
      busy.delete(key);
      if (isMine(work)) lags.set(key, { lag: work.lag });
    });
    busy.set(key, end);
    lags.set(key, work);
    gather(work);
    const beside = Symbol('beside');
    const timer = Promise.withResolvers<typeof beside>();
    const timeout = setTimeout(() => timer.resolve(beside), besideAfterMs);
    const outcome = await Promise.race([end, timer.promise]);
    clearTimeout(timeout);
    if (outcome === undefined) return;
    const resume = payload.pause();
    if (outcome === beside) void end.then((ms = 0) => setTimeout(resume, ms));
    else setTimeout(resume, outcome);
  };

  return {
    eachBatch,
    /** The group has been given its partitions anew: what is under way was perhaps given to another member. */
    joined: (): void => {
      generation += 1;
      lags.clear();
    },
    stop: (): void => void (stopping = true),
    /** What is under way is delivered, and its offsets are committed if the broker takes them. */
    drained: async (): Promise<void> => {
      await Promise.all(busy.values());
      await commits.flush();
    },
    /** The consumer is gone, and with it the offsets that it had not committed. */
    left: commits.stop,
    /** Grows with each delivery and each transaction of one: two hundred slow ones are no standstill. */
    deliveries: (): number => deliveries,
    /** As of the last batch of each partition. */
    lag: (): number => lags.values().reduce((sum, { lag }) => sum + lag, 0),
  };
}

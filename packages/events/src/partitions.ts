import '@ecomm/runtime/failpoint';
import type { Log } from '@ecomm/runtime/log';
import type { InRecord } from './envelope.ts';
import type { EachBatchPayload, KafkaMessage } from './kafka.ts';
import { measureCommit } from './messaging-metrics.ts';
import type { Deliver } from './reader.ts';

/** One delivery, which is one transaction when all is well. */
const deliveryMax = 200;
/** A delivery that takes longer goes on beside the fetch loop, which would else hold up all other partitions. */
const besideAfterMs = 1_000;
/** After a commit that failed: the same records come again and the inbox knows them. */
const commitRetryMs = 250;

export interface PartitionsOptions {
  service: string;
  prefix: string;
  deliver: Deliver;
  log: Log;
}

/**
 * The fetched batches of one consumer, each delivered in order. kafkajs fetches again only when all batches of a
 * fetch are done, so a partition that has to wait is paused and its batch given back: it is fetched again, from the
 * first record not done, when it is resumed. An offset moves only after its records were delivered and the commit was
 * acknowledged. Nothing is ever thrown into kafkajs, which would disconnect the consumer.
 */
export function partitions({ service, prefix, deliver, log }: PartitionsOptions) {
  const busy = new Map<string, Promise<number | undefined>>();
  const behind = new Map<string, number>();
  let generation = 0;
  let deliveries = 0;
  let stopping = false;
  const tried = (): void => void (deliveries += 1);

  /** Delivers until done, stopped or stuck; answers after how many ms to come again. */
  const work = async (payload: EachBatchPayload, key: string): Promise<number | undefined> => {
    const { batch } = payload;
    const { topic, partition, messages } = batch;
    const mine = generation;
    const highWatermark = Number(batch.highWatermark);
    const over = (): boolean => stopping || mine !== generation || !payload.isRunning() || payload.isStale();
    for (let at = 0; at < messages.length && !over();) {
      const slice = messages.slice(at, at + deliveryMax);
      behind.set(key, highWatermark - Number(slice[0]?.offset));
      const records = slice.map((message) => record(message, topic, partition, prefix));
      const { done, retryInMs } = await deliver(records, tried);
      tried();
      const last = slice[done - 1];
      if (last) {
        if (mine !== generation) return 0;
        const offset = String(BigInt(last.offset) + 1n);
        await failpoint(`${service}.before-offset`);
        await measureCommit(topic.slice(prefix.length), done, () =>
          payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] }),
        );
        payload.resolveOffset(last.offset);
        behind.set(key, highWatermark - Number(offset));
      }
      if (retryInMs !== undefined) return retryInMs;
      at += done;
    }
    return undefined;
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const key = `${batch.topic}/${batch.partition}`;
    // No heartbeat: the group is giving its partitions out anew, or the broker is away. kafkajs meets it again itself.
    const beats = await payload.heartbeat().then(
      () => true,
      () => false,
    );
    if (!beats) return;
    const before = busy.get(key);
    if (stopping || before) {
      const resume = payload.pause();
      return void before?.then(resume);
    }
    const delivery = work(payload, key)
      .catch((err: unknown) => {
        log.debug({ err, topic: batch.topic, partition: batch.partition }, 'offset not committed, will read again');
        return commitRetryMs;
      })
      .finally(() => busy.delete(key));
    busy.set(key, delivery);
    const beside = Symbol('beside');
    const timer = Promise.withResolvers<typeof beside>();
    const timeout = setTimeout(() => timer.resolve(beside), besideAfterMs);
    const outcome = await Promise.race([delivery, timer.promise]);
    clearTimeout(timeout);
    if (outcome === undefined) return;
    const resume = payload.pause();
    if (outcome === beside) void delivery.then((ms = 0) => setTimeout(resume, ms));
    else setTimeout(resume, outcome);
  };

  return {
    eachBatch,
    /** The group has been given its partitions anew: what is under way was perhaps given to another member. */
    joined: (): void => {
      generation += 1;
      behind.clear();
    },
    stop: (): void => void (stopping = true),
    drained: (): Promise<unknown> => Promise.all(busy.values()),
    /** Grows with each delivery and each transaction of one: two hundred slow ones are no standstill. */
    deliveries: (): number => deliveries,
    lag: (): number => behind.values().reduce((sum, lag) => sum + lag, 0),
  };
}

const record = (message: KafkaMessage, topic: string, partition: number, prefix: string): InRecord => ({
  topic: topic.slice(prefix.length),
  partition,
  offset: message.offset,
  key: message.key,
  value: message.value,
  headers: Object.fromEntries(
    // A header may be null, which the client can read but not write again.
    Object.entries(message.headers ?? {}).map(([name, value]) => [name, value ?? Buffer.alloc(0)]),
  ),
});

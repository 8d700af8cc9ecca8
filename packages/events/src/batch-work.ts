import type { InRecord } from './envelope.ts';
import type { EachBatchPayload, KafkaMessage } from './kafka.ts';
import type { Delivery } from './reader.ts';

/** A fetched batch of one partition that is under way: how far it is done, and when it ends. */
export class BatchWork {
  readonly payload: EachBatchPayload;
  readonly key: string;
  /** Without the bus's prefix. */
  readonly topic: string;
  /** Which assignment of partitions it came with. */
  readonly generation: number;
  readonly #end = Promise.withResolvers<number | undefined>();
  #at = 0;
  #ended = false;

  constructor(payload: EachBatchPayload, { generation, prefix }: { generation: number; prefix: string }) {
    const { topic, partition } = payload.batch;
    this.payload = payload;
    this.key = `${topic}/${partition}`;
    this.generation = generation;
    this.topic = topic.slice(prefix.length);
  }

  /** After how many ms the rest is to be fetched again; undefined when there is none, or it is not ours any more. */
  get end(): Promise<number | undefined> {
    return this.#end.promise;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Records of the partition that are not done yet. */
  get lag(): number {
    const { highWatermark, messages } = this.payload.batch;
    const next = messages[this.#at]?.offset ?? Number(messages.at(-1)?.offset) + 1;
    return Number(highWatermark) - Number(next);
  }

  /** The next records, `max` at most. */
  next(max: number): InRecord[] {
    const { partition, messages } = this.payload.batch;
    const of = { topic: this.topic, partition };
    return messages.slice(this.#at, this.#at + max).map((message) => ({ ...of, ...asRecord(message) }));
  }

  /** A delivery's offset is committed: goes on behind it. */
  moveOn({ done, retryInMs }: Delivery): void {
    this.#at += done;
    const isDone = this.#at >= this.payload.batch.messages.length;
    if (retryInMs !== undefined || isDone) this.stop(retryInMs);
  }

  stop(retryInMs?: number): void {
    this.#ended = true;
    this.#end.resolve(retryInMs);
  }
}

const asRecord = ({ offset, key, value, headers }: KafkaMessage) => ({
  offset,
  key,
  value,
  headers: Object.fromEntries(
    // A header may be null, which the client can read but not write again.
    Object.entries(headers ?? {}).map(([name, header]) => [name, header ?? Buffer.alloc(0)]),
  ),
});

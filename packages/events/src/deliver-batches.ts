import '@ecomm/runtime/failpoint';
import type { Log } from '@ecomm/runtime/log';
import { atMost } from './at-most.ts';
import type { BatchWork } from './batch-work.ts';
import type { InRecord } from './envelope.ts';
import { measureCommit } from './messaging-metrics.ts';
import type { Deliver, Delivery } from './reader.ts';

/** Of one partition in one delivery. */
const deliveryMax = 200;
/** Of all partitions in one delivery, which is one transaction when all is well. */
const togetherMax = 500;
/** Partitions that are delivered alone at a time. */
const aloneMax = 4;
/** After a commit that failed: the same records come again and the inbox knows them. */
const commitRetryMs = 250;

export interface BatchesOptions {
  service: string;
  deliver: Deliver;
  /** Whether the partition is still given to this copy. */
  isMine: (work: BatchWork) => boolean;
  /** Whether no more of it should be begun. */
  isOver: (work: BatchWork) => boolean;
  /** After each transaction and each delivery. */
  tried: () => void;
  log: Log;
}

/** What one delivery takes of a batch. */
interface Part {
  work: BatchWork;
  records: InRecord[];
}

/**
 * Works off the batches of a fetch: those of joint topics together, one transaction after the other, and alone what fails
 * there or is of other topics. One commit moves the offsets of a whole delivery. Each batch ends by itself.
 */
export function batchDeliverer(options: BatchesOptions): (works: readonly BatchWork[]) => void {
  const { service, deliver, isMine, isOver, tried, log } = options;
  const inTurn = atMost(aloneMax);

  /** Offsets follow the work: commits how far each came and goes on from there. */
  const moveOn = async (parts: readonly Part[], delivered: readonly Delivery[]): Promise<void> => {
    const came = parts.map(({ work, records }, n) => ({ work, last: records[delivered[n]!.done - 1]?.offset }));
    const moved = came.flatMap(({ work, last }) => (last !== undefined && isMine(work) ? [{ work, last }] : []));
    if (moved.length > 0) {
      await failpoint(`${service}.before-offset`);
      await measureCommit(countByTopic(parts, delivered), () => commit(moved));
      for (const { work, last } of moved) work.payload.resolveOffset(last);
    }
    parts.forEach(({ work }, n) => work.moveOn(delivered[n]!));
  };
  const round = async (parts: readonly Part[], delivering: () => Promise<readonly Delivery[]>) => {
    const delivered = await delivering();
    tried();
    try {
      await moveOn(parts, delivered);
    } catch (err) {
      log.debug({ err }, 'offsets not committed, will read again');
      for (const { work } of parts) work.stop(commitRetryMs);
    }
    return delivered;
  };

  const goAlone = async (work: BatchWork): Promise<void> => {
    while (!work.ended && !stopped(work))
      await inTurn(() => {
        const records = work.next(deliveryMax);
        return round([{ work, records }], async () => [await deliver.alone(records, tried)]);
      });
  };
  const goTogether = async (works: readonly BatchWork[]): Promise<void> => {
    let open = works;
    while (open.length > 1) {
      const parts = share(open);
      const delivered = await round(parts, () => deliver.together(parts.map(({ records }) => records)));
      // What did not come through whole has something in it that must be tried alone.
      const broken = parts.filter(({ records }, n) => delivered[n]!.done < records.length).map(({ work }) => work);
      for (const work of broken) void goAlone(work);
      open = open.filter((work) => !broken.includes(work) && !work.ended && !stopped(work));
    }
    for (const work of open) void goAlone(work);
  };
  const stopped = (work: BatchWork): boolean => {
    if (!isOver(work)) return false;
    work.stop();
    return true;
  };

  return (works) => {
    const joint = works.filter(({ topic }) => deliver.joint.has(topic));
    void goTogether(joint);
    for (const work of works) if (!joint.includes(work)) void goAlone(work);
  };
}

function countByTopic(parts: readonly Part[], delivered: readonly Delivery[]): Map<string, number> {
  const counts = new Map<string, number>();
  parts.forEach(({ work: { topic } }, n) => counts.set(topic, (counts.get(topic) ?? 0) + delivered[n]!.done));
  return counts;
}

/** The next records of each, as many as fit. */
function share(works: readonly BatchWork[]): Part[] {
  let room = togetherMax;
  return works.flatMap((work) => {
    const records = work.next(Math.min(deliveryMax, room));
    room -= records.length;
    return records.length > 0 ? [{ work, records }] : [];
  });
}

/** The offset after the last record done of each partition, by one request. */
function commit(moved: readonly { work: BatchWork; last: string }[]): Promise<void> {
  const topics = Map.groupBy(moved, ({ work }) => work.payload.batch.topic);
  return moved[0]!.work.payload.commitOffsetsIfNecessary({
    topics: Array.from(topics, ([topic, of]) => ({
      topic,
      partitions: of.map(({ work, last }) => ({
        partition: work.payload.batch.partition,
        offset: String(BigInt(last) + 1n),
      })),
    })),
  });
}

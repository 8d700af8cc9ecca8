import { atMost } from './at-most.ts';
import type { BatchWork } from './batch-work.ts';
import type { InRecord } from './envelope.ts';
import { countConsumed } from './messaging-metrics.ts';
import type { Done } from './offset-commits.ts';
import type { Deliver, Delivery } from './reader.ts';

/** Of one partition in one delivery. */
const deliveryMax = 200;
/** Of all partitions in one delivery, which is one transaction when all is well. */
const togetherMax = 500;
/** Partitions that are delivered alone at a time. */
const aloneMax = 4;

export interface BatchesOptions {
  deliver: Deliver;
  /** Has these offsets committed, sooner or later. */
  commit: (done: readonly Done[]) => void;
  /** Whether the partition is still given to this copy. */
  isMine: (work: BatchWork) => boolean;
  /** Whether no more of it should be begun. */
  isOver: (work: BatchWork) => boolean;
  /** After each transaction and each delivery. */
  tried: () => void;
}

/** What one delivery takes of a batch. */
interface Part {
  work: BatchWork;
  records: InRecord[];
}

/**
 * Works off the batches of a fetch: those of joint topics together, one transaction after the other, and alone what fails
 * there or is of other topics. Each batch ends by itself.
 */
export function batchDeliverer(options: BatchesOptions): (works: readonly BatchWork[]) => void {
  const { deliver, commit, isMine, isOver, tried } = options;
  const inTurn = atMost(aloneMax);

  /** Offsets follow the work; each batch goes on behind what was done of it. */
  const round = async (parts: readonly Part[], delivering: () => Promise<readonly Delivery[]>) => {
    const delivered = await delivering();
    tried();
    const came = parts.map(({ work, records }, n) => ({ work, last: records[delivered[n]!.done - 1]?.offset }));
    const done = came.flatMap(({ work, last }) => (last !== undefined && isMine(work) ? [{ work, last }] : []));
    for (const { work, last } of done) work.payload.resolveOffset(last);
    commit(done);
    parts.forEach(({ work }, n) => {
      countConsumed(work.topic, delivered[n]!.done);
      work.moveOn(delivered[n]!);
    });
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

/** The next records of each, as many as fit. */
function share(works: readonly BatchWork[]): Part[] {
  let room = togetherMax;
  return works.flatMap((work) => {
    const records = work.next(Math.min(deliveryMax, room));
    room -= records.length;
    return records.length > 0 ? [{ work, records }] : [];
  });
}

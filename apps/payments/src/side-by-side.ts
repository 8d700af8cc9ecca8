import type { Log } from '@ecomm/runtime/log';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';

/** A row of a queue that is ours for the time of its lease. */
export interface Leased {
  attempts: number;
  /** An earlier lease ended without a word: whoever held it died. */
  left_over: boolean;
}

export interface QueueOptions<Row extends Leased> {
  /** What its rows are, for the log: `charges`. */
  rows: string;
  name: string;
  log: Log;
  /** Rows under way at a time: so many that the provider's latency never limits throughput. */
  slots: number;
  /** Whether who is asked answers; while not, one row a second is a trial, and the others keep their patience. */
  isUp?: (() => boolean) | undefined;
  lease(max: number): Promise<Row[]>;
  /** Never rejects. */
  work(row: Row): Promise<void>;
}

/** Rows leased by one statement. */
const batchMax = 64;
/** What a crash left, here or in another copy, is found this often. */
const sweepMs = 1_000;

export interface Queue<Row> extends Wakeable {
  /** Slots that are free, none while nothing should be begun. */
  room(): number;
  /** Works on a row that was leased elsewhere. */
  begin(row: Row): void;
}

/** Works off what is due in a queue, side by side in a bounded number of slots: woken by a new row, and every second. */
export function sideBySide<Row extends Leased>(options: QueueOptions<Row>): Queue<Row> {
  const { rows, name, log, slots, isUp = () => true, lease, work } = options;
  const underWay = new Set<Promise<void>>();
  let more = false;
  let triedAt = -Infinity;
  let stopped = true;

  /** How many rows may be leased now. */
  const leasable = (): number => {
    const free = Math.min(slots - underWay.size, batchMax);
    if (isUp()) return free;
    if (performance.now() - triedAt < sweepMs / 2) return 0;
    triedAt = performance.now();
    return Math.min(free, 1);
  };

  const begin = (row: Row): void => {
    const working = work(row).finally(() => {
      underWay.delete(working);
      if (more && underWay.size <= slots / 2) loop.wake();
    });
    underWay.add(working);
  };

  const loop = wakeable({ name, log, everyMs: sweepMs }, async () => {
    do {
      const free = leasable();
      more = free === 0 && isUp();
      if (free === 0) return;
      const due = await lease(free);
      const leftOver = due.filter((row) => row.left_over).length;
      if (leftOver > 0) log.info({ [rows]: leftOver }, `${rows} left over by a crash are taken up`);
      due.forEach(begin);
      more = due.length === free && isUp();
    } while (more);
  });

  return {
    ...loop,
    room: () => (stopped || !isUp() ? 0 : Math.max(0, slots - underWay.size)),
    begin,
    start: () => {
      stopped = false;
      return loop.start?.();
    },
    stop: async () => {
      stopped = true;
      await loop.stop?.();
      await Promise.all(underWay);
    },
  };
}

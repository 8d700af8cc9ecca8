import type { Db } from '@ecomm/database/connect';
import { within } from '@ecomm/events/deadline';
import type { Bus } from '@ecomm/events/kafka';
import '@ecomm/runtime/failpoint';
import { Floor } from './floor.ts';
import type { Lease } from './lease.ts';
import { batches, markSent, mayBeMore, readUnsent, takeSnapshot, toMessage, type Unsent } from './unsent.ts';

export interface DrainOptions {
  db: Db;
  bus: Pick<Bus, 'send' | 'ensureTopics'>;
  service: string;
  lease: Lease;
}

const ensureMs = 2_000;

export interface Drainer {
  /** Sends all that waits, a batch at a time, as long as the lease is ours; throws when it can't. */
  drain(): Promise<void>;
  /** Whether the broker has events that are not marked as sent yet: the next `drain` does that, or `settle`. */
  unsettled(): boolean;
  settle(): Promise<void>;
  /** Batches the broker has taken so far. */
  acks(): number;
}

export function drainer({ db, bus, service, lease }: DrainOptions): Drainer {
  const message = toMessage(service);
  const topics = new Set<string>();
  let acked: number[] = [];
  const floor = new Floor();
  let acks = 0;

  /** Marks what the broker has. Remembered until it is done: a failure between ack and mark must not send it again. */
  const settle = async (): Promise<void> => {
    const done = acked.length;
    if (done > 0) await markSent(db, acked);
    acked = acked.slice(done);
  };

  const ensureTopics = async (wanted: Set<string>): Promise<void> => {
    const missing = [...wanted.difference(topics)];
    if (missing.length === 0) return;
    await within(ensureMs, bus.ensureTopics(missing), `the broker has no ${missing.join(', ')}`);
    for (const topic of missing) topics.add(topic);
  };

  /** Sends a batch while the one before it is marked; both have ended when this does. */
  const send = async (batch: readonly Unsent[]): Promise<void> => {
    const [sent, settled] = await Promise.allSettled([bus.send(batch.map(message)), settle()]);
    if (sent.status === 'fulfilled') {
      acks += 1;
      acked.push(...batch.map(({ position }) => position));
      await failpoint(`${service}.relay-after-ack`);
    } else topics.clear();
    for (const outcome of [sent, settled]) if (outcome.status === 'rejected') throw outcome.reason;
  };

  /** Sends `rows` and says whether to look again. */
  const sendAll = async (rows: readonly Unsent[]): Promise<boolean> => {
    await ensureTopics(new Set(rows.map(({ topic }) => topic)));
    for (const batch of batches(rows)) {
      const { held } = lease;
      if (!lease.fresh && !(await lease.acquire())) return false;
      // It had lapsed: another copy may have sent some of these since.
      if (!held) return true;
      await send(batch);
    }
    return mayBeMore(rows);
  };

  /** What is committed after a look wakes the relay, so that nobody looks again for it here. */
  const drain = async (): Promise<void> => {
    for (let more = true; more;) {
      const done = acked.length;
      const snapshot = floor.isWholeDue ? await takeSnapshot(db) : undefined;
      const rows = await readUnsent(db, snapshot ? 0 : floor.from, acked);
      floor.saw(rows, snapshot);
      acked = acked.slice(done);
      more = rows.length > 0 && (await sendAll(rows));
    }
  };
  return { drain, settle, unsettled: () => acked.length > 0, acks: () => acks };
}

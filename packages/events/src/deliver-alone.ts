import type { Log } from '@ecomm/runtime/log';
import type { Place } from '@ecomm/runtime/trace';
import { deadLetter } from './dead-letter.ts';
import type { Event, InRecord, OutMessage, Undecodable } from './envelope.ts';
import { classify, reasonOf } from './failure.ts';
import type { Buried, Inbox } from './inbox.ts';
import { countDeadLetter, countRetry } from './messaging-metrics.ts';
import { burying, inItsTrace } from './process-span.ts';
import type { Delivery } from './reader.ts';

/** Handles events in one transaction; of a single one `attempted` is told where in its trace that attempt is. */
export type Run = (
  events: readonly Event[],
  attempt?: number,
  attempted?: (place: Place | undefined) => void,
) => Promise<void>;

export interface AloneOptions<Tx> {
  group: string;
  /** The event in a record, or why there is none. */
  read: (record: InRecord) => Event | Undecodable;
  run: Run;
  inbox: Pick<Inbox<Tx>, 'bury' | 'probe'>;
  /** Writes dead letters; resolves when the broker has them. */
  send: (messages: readonly OutMessage[]) => Promise<void>;
  log: Log;
}

/** An event that fails so often while the store answers is its own fault. */
const failuresMax = 10;
const backoffMs = (tries: number): number => Math.min(100 * 2 ** tries, 5_000);

interface Stuck {
  offset: string;
  tries: number;
  /** Of those, the failures that nothing but the event can explain. */
  failures: number;
  firstAt: Date;
  /** Its row is there, its record not yet: it is a dead letter, even if its handler would take it by now. */
  letter?: PutAside;
}

interface PutAside extends Buried {
  /** The last attempt at handling it. */
  attempt: Place | undefined;
}

/**
 * Delivers the records of one partition: as many as are good in one transaction; when that fails, one at a time, in
 * order, up to the first that fails alone.
 */
export function aloneDeliverer<Tx>({ group, read, run, inbox, send, log }: AloneOptions<Tx>) {
  const stuckAt = new Map<string, Stuck>();

  const bury = (record: InRecord, reason: string, attempts: number, attempt?: Place): Promise<Delivery> => {
    const { firstAt } = stuckOf(record);
    return putAside({ group, record, reason, attempts, attempt, firstAt, lastAt: new Date() });
  };
  const putAside = async (letter: PutAside): Promise<Delivery> => {
    const { record, reason } = letter;
    const at = { topic: record.topic, partition: record.partition, offset: record.offset, reason };
    try {
      await burying(letter, letter.attempt, async () => {
        await inbox.bury(letter);
        stuckAt.set(keyOf(record), { ...stuckOf(record), letter });
        await send([deadLetter(letter)]);
        log.error(at, 'event went to the dead letters');
      });
    } catch (err) {
      return wait(record, err);
    }
    countDeadLetter(record.topic);
    stuckAt.delete(keyOf(record));
    return { done: 1 };
  };
  const stuckOf = (record: InRecord): Stuck => {
    const known = stuckAt.get(keyOf(record));
    if (known?.offset === record.offset) return known;
    return { offset: record.offset, tries: 0, failures: 0, firstAt: new Date() };
  };
  const wait = (record: InRecord, err: unknown): Delivery => {
    const stuck = stuckOf(record);
    const at = { topic: record.topic, partition: record.partition, offset: record.offset };
    inItsTrace(record, () => {
      if (stuck.tries === 0) log.warn({ err, ...at }, 'event could not be handled, will try again');
      else log.debug({ err, ...at, tries: stuck.tries }, 'event still cannot be handled');
    });
    countRetry(record.topic);
    stuckAt.set(keyOf(record), { ...stuck, tries: stuck.tries + 1 });
    return { done: 0, retryInMs: backoffMs(stuck.tries) };
  };
  const blame = async (record: InRecord, error: unknown, attempt?: Place): Promise<Delivery> => {
    const stuck = stuckOf(record);
    const failure = classify(error);
    if (failure === 'permanent') return bury(record, `refused: ${reasonOf(error)}`, stuck.tries + 1, attempt);
    if (failure === 'transient' || !(await answers(inbox))) return wait(record, error);
    const failures = stuck.failures + 1;
    if (failures >= failuresMax) return bury(record, `failed: ${reasonOf(error)}`, failures, attempt);
    stuckAt.set(keyOf(record), { ...stuck, failures });
    return wait(record, error);
  };

  /** Handles `first` and as many of `others` as may share its transaction. */
  const step = async (first: InRecord, others: readonly InRecord[]): Promise<Delivery | 'split'> => {
    const { letter } = stuckOf(first);
    if (letter) return putAside(letter);
    const event = read(first);
    if (event instanceof Error) return bury(first, event.message, 1);
    const events = [event];
    for (const other of others) {
      const next = read(other);
      if (next instanceof Error) break;
      events.push(next);
    }
    let attempt: Place | undefined;
    try {
      await run(events, stuckOf(first).tries + 1, (place) => (attempt = place));
    } catch (error) {
      return events.length > 1 ? 'split' : blame(first, error, attempt);
    }
    if (stuckAt.delete(keyOf(first)))
      log.info({ topic: first.topic, partition: first.partition }, 'event handled at last');
    return { done: events.length };
  };

  const deliver = async (records: readonly InRecord[], tried = (): void => {}): Promise<Delivery> => {
    // What failed before is tried alone: an outage then costs one attempt, not a batch.
    let aloneUntil = records[0] && stuckOf(records[0]).tries > 0 ? 1 : 0;
    let done = 0;
    for (let first = records[0]; first; first = records[done]) {
      const delivered = await step(first, done < aloneUntil ? [] : records.slice(done + 1));
      tried();
      if (delivered === 'split') {
        aloneUntil = records.length;
        continue;
      }
      done += delivered.done;
      if (delivered.retryInMs !== undefined) return { done, retryInMs: delivered.retryInMs };
    }
    return { done };
  };

  return {
    deliver,
    /** Puts a record off because of what befell it together with others. */
    wait,
    /** Whether it has failed before, or is a dead letter whose record is not written yet. */
    isStuck: (record: InRecord): boolean => stuckOf(record).tries > 0 || stuckOf(record).letter !== undefined,
  };
}

const keyOf = ({ topic, partition }: InRecord): string => `${topic}/${partition}`;

/** Whether the store answers a query. */
export const answers = (inbox: Pick<Inbox<unknown>, 'probe'>): Promise<boolean> =>
  inbox.probe().then(
    () => true,
    () => false,
  );

import '@ecomm/runtime/failpoint';
import type { Log } from '@ecomm/runtime/log';
import { here, type Place } from '@ecomm/runtime/trace';
import { deadLetter } from './dead-letter.ts';
import type { Event, InRecord, OutMessage } from './envelope.ts';
import { classify, reasonOf } from './failure.ts';
import type { Buried, Inbox } from './inbox.ts';
import { burying, inItsTrace, processing, receiving } from './process-span.ts';
import { countDeadLetter, countRetry, measureHandling } from './messaging-metrics.ts';
import type { Deliver, Delivery } from './reader.ts';
import type { Subscription } from './subscription.ts';
import { validator } from './validate.ts';

export interface DeliverOptions<Tx> {
  group: string;
  service: string;
  subscriptions: readonly Subscription<Tx>[];
  inbox: Inbox<Tx>;
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
 * What happens to records of a group (design.md §3, rules 3 and 8): as many as are good in one transaction; when that
 * fails, one at a time, in order. The first that fails alone stops its partition, to be tried again with backoff, for
 * ever; a record that can never succeed becomes a dead letter, and only when the store and the broker have it do the next
 * ones come.
 */
export function deliverer<Tx>({ group, service, subscriptions, inbox, send, log }: DeliverOptions<Tx>): Deliver {
  const read = validator(subscriptions);
  const handlers = new Map(subscriptions.map(({ eventType, handle }) => [eventType.type, handle]));
  const stuckAt = new Map<string, Stuck>();

  const handle = (tx: Tx, event: Event): Promise<void> =>
    measureHandling(event.topic, async () => {
      await handlers.get(event.type)?.(tx, event);
      await failpoint(`${service}.handler`);
    });
  /** One event's whole transaction belongs to its trace; that of several to a trace that links to theirs. */
  const run = (events: readonly Event[], attempted: (attempt: Place | undefined) => void): Promise<void> => {
    const [event] = events;
    if (events.length === 1 && event)
      return processing(group, event, stuckOf(event).tries + 1, () => {
        attempted(here());
        return inbox.run(group, events, handle);
      });
    return receiving(group, events, () =>
      inbox.run(group, events, (tx, event) => processing(group, event, 1, () => handle(tx, event))),
    );
  };

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
  const stuckOf = (record: Pick<InRecord, 'topic' | 'partition' | 'offset'>): Stuck => {
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
      await run(events, (place) => (attempt = place));
    } catch (error) {
      return events.length > 1 ? 'split' : blame(first, error, attempt);
    }
    if (stuckAt.delete(keyOf(first)))
      log.info({ topic: first.topic, partition: first.partition }, 'event handled at last');
    return { done: events.length };
  };

  return async (records, tried) => {
    // What failed before is tried alone: an outage then costs one attempt, not a batch.
    let aloneUntil = records[0] && stuckOf(records[0]).tries > 0 ? 1 : 0;
    let done = 0;
    for (let first = records[0]; first; first = records[done]) {
      const delivered = await step(first, done < aloneUntil ? [] : records.slice(done + 1));
      tried?.();
      if (delivered === 'split') {
        aloneUntil = records.length;
        continue;
      }
      done += delivered.done;
      if (delivered.retryInMs !== undefined) return { done, retryInMs: delivered.retryInMs };
    }
    return { done };
  };
}

const keyOf = ({ topic, partition }: Pick<InRecord, 'topic' | 'partition'>): string => `${topic}/${partition}`;

const answers = (inbox: Pick<Inbox<unknown>, 'probe'>): Promise<boolean> =>
  inbox.probe().then(
    () => true,
    () => false,
  );

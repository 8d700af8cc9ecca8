import { at, placeOf, type Place } from '@ecomm/runtime/trace';
import { currentSpan, piecework, traced, tracedTogether } from '@ecomm/runtime/traced';
import type { Event, InRecord } from './envelope.ts';
import type { Buried } from './inbox.ts';
import { aboutMessages } from './message-span.ts';
import type { Heard } from './subscription.ts';

/** Runs `handle` as an attempt at `event`, in the trace that published it and with the event as cause of what comes of it. */
export const processing = <T>(group: string, event: Event, attempt: number, handle: () => Promise<T>): Promise<T> =>
  traced(
    event.traceparent,
    aboutMessages('process', event.topic, group),
    () => {
      describe(event, attempt);
      return handle();
    },
    { cause: event.id },
  );

/** Runs `handle` for events that are handled at once: each a span as `processing` has it, until all are handled. */
export async function processingAll(
  group: string,
  events: readonly Event[],
  handle: (heard: readonly Heard[]) => Promise<void>,
): Promise<void> {
  const works = events.map(({ traceparent, topic, id }) =>
    piecework(traceparent, aboutMessages('process', topic, group), id),
  );
  events.forEach((event, n) => works[n]!.within(() => describe(event, 1)));
  let failure: unknown;
  try {
    await handle(events.map((event, n) => ({ ...event, within: works[n]!.within })));
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    for (const work of works) work.end(failure);
  }
}

function describe({ id, key, partition, offset }: Event, attempt: number): void {
  currentSpan()?.set({
    'messaging.message.id': id,
    'messaging.destination.partition.id': String(partition),
    'kafka.message.key': key,
    'kafka.offset': Number(offset),
    ...(attempt > 1 ? { 'ecomm.attempt': attempt } : {}),
  });
}

/** Runs `handle` for several events, which share a transaction: a trace of its own that links to theirs. */
export function receiving<T>(group: string, events: readonly Event[], handle: () => Promise<T>): Promise<T> {
  const topic = events.every((event) => event.topic === events[0]!.topic) ? events[0]?.topic : undefined;
  return tracedTogether(
    events.map(({ traceparent }) => traceparent),
    aboutMessages('receive', topic, group),
    () => {
      currentSpan()?.set({ 'messaging.batch.message_count': events.length });
      return handle();
    },
  );
}

/** Runs `putAside` as the end of a record in the trace that published it, with a link to the last attempt at it. */
export const burying = (letter: Buried, attempt: Place | undefined, putAside: () => Promise<void>): Promise<void> => {
  const { group, record, reason, attempts } = letter;
  return traced(
    traceparentOf(record),
    aboutMessages('dead_letter', record.topic, group),
    () => {
      const span = currentSpan();
      span?.fail(/^\w+/.exec(reason)?.[0] ?? 'failed');
      span?.set({ 'kafka.offset': Number(record.offset), 'ecomm.attempt': attempts });
      return putAside();
    },
    attempt ? { links: [attempt] } : {},
  );
};

/** Runs `tell` where its log lines name the trace that a record was published in, if it says which. */
export function inItsTrace(record: InRecord, tell: () => void): void {
  const place = placeOf(traceparentOf(record));
  if (place) at(place, tell);
  else tell();
}

const traceparentOf = ({ headers }: InRecord): string | undefined => headers.traceparent?.toString();

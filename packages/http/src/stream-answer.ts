import type { Edge } from './edge.ts';
import { eventStream, streamHeaders, type ServerSentEvent } from './event-stream.ts';
import type { Stream } from './handler.ts';
import type { Life } from './life.ts';
import type { Place } from './open-streams.ts';
import type { Caller, Operation } from './operation.ts';

interface Opened {
  readonly place: Place;
  readonly caller: Caller | undefined;
}

/**
 * How an operation of events is answered: a place is taken before its handler runs, which then says what the stream
 * sends. Throws when its contract has no 429 `*.too_many_streams` to refuse a place with.
 */
export function streamer(id: string, op: Operation, { log, heartbeatMs }: Edge, life: Life) {
  const body = eventStream(id, op, log);
  const tooMany = op.problems[429]?.find((code) => code.endsWith('.too_many_streams'));
  if (!tooMany) throw new Error(`${id} does not declare 429 *.too_many_streams: add it to its contract.`);
  return {
    /** Throws 429 with the operation's own code, or 503. */
    take: (caller: Caller | undefined): Place => life.streams.take(caller?.id, tooMany),
    open: (result: unknown, { place, caller }: Opened): Response => {
      life.streams.checkLeaving();
      const options = { place, expiresAtMs: caller?.expiresAtMs, heartbeatMs };
      return new Response(body(result as Stream<ServerSentEvent>, options), { headers: streamHeaders });
    },
  };
}

import type { Log } from '@ecomm/runtime/log';
import type { Stream } from './handler.ts';
import type { Place } from './open-streams.ts';
import type { Operation } from './operation.ts';
import { validator, type Validator } from './validate.ts';

/** One server-sent event; `data` is sent as JSON. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

export interface StreamOptions {
  readonly place: Place;
  /** When the caller's token ends, and the stream with it; epoch milliseconds. */
  readonly expiresAtMs?: number | undefined;
  /** Half of what a silent connection is given, or less: see listen.ts. */
  readonly heartbeatMs?: number | undefined;
}

export const heartbeatMsDefault = 15_000;
/** What may wait for a slow reader, beside the socket's own buffers. */
const waitingBytesMax = 256 * 1024;
/** Clients come back over two seconds, not all at once. */
const retryMs = (): number => 1_000 + Math.round(Math.random() * 2_000);
const timerMsMax = 2 ** 31 - 1;

export const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Proxies of nginx's kind keep events back otherwise.
  'x-accel-buffering': 'no',
};

/**
 * Makes the bodies of an operation of server-sent events (WHATWG HTML §9.2). Every event is checked against the contract;
 * one that is not as it says is told to the log and ends the stream. A stream also ends with its token, with its reader,
 * when its reader is too slow, and with the server (`place.end`); `start`'s way to stop is called then, once, and the
 * place is free.
 */
export function eventStream(id: string, op: Operation, log: Log) {
  const spell = speller(id, validator(op.events!), log);
  return (start: Stream<ServerSentEvent>, options: StreamOptions): ReadableStream<Uint8Array> => {
    let stop = (): void => {};
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          stop = begin(start, controller, spell, options);
        },
        cancel: () => stop(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: waitingBytesMax }),
    );
  };
}

type Spell = (event: ServerSentEvent) => Uint8Array | undefined;

/** Opens a stream; gives what is called when its reader has gone. */
function begin(
  start: Stream<ServerSentEvent>,
  controller: ReadableStreamDefaultController<Uint8Array>,
  spell: Spell,
  { place, expiresAtMs = Infinity, heartbeatMs = heartbeatMsDefault }: StreamOptions,
): () => void {
  let open = true;
  let stop = (): void => {};
  const write = (bytes: Uint8Array): void => {
    controller.enqueue(bytes);
    if ((controller.desiredSize ?? 0) < 0) end('the reader is too slow');
  };
  const release = (): void => {
    open = false;
    clearInterval(beat);
    clearTimeout(expiry);
    place.free();
    stop();
  };
  const end = (why: string): void => {
    if (!open) return;
    release();
    controller.enqueue(text(`: ${why}\n\n`));
    controller.close();
  };
  const send = (event: ServerSentEvent): void => {
    if (!open) return;
    const bytes = spell(event);
    if (bytes) write(bytes);
    else end('the service is in trouble');
  };

  const beat = setInterval(() => write(alive), heartbeatMs);
  const expiry = setTimeout(() => end('the token has expired'), Math.min(expiresAtMs - Date.now(), timerMsMax));
  place.end = end;
  write(text(`retry: ${retryMs()}\n\n`));
  try {
    const stopSource = start({ send, end: () => end('that was all') });
    if (open) stop = stopSource;
    else stopSource();
  } catch (error) {
    release();
    throw error;
  }
  return () => {
    if (open) release();
  };
}

const encoder = new TextEncoder();
const text = (line: string): Uint8Array => encoder.encode(line);
const alive = text(':\n\n');

/** An event that goes to many readers is checked and spelled out once. */
function speller(id: string, expected: Validator, log: Log): Spell {
  const known = new WeakMap<ServerSentEvent, Uint8Array>();
  return (event) => {
    const before = known.get(event);
    if (before) return before;
    if (!expected.check(event)) {
      log.error({ operation: id, why: expected.errors(event) }, 'an event is not as the contract says');
      return undefined;
    }
    const bytes = text(`event: ${event.event}\nid: ${event.id}\ndata: ${JSON.stringify(event.data)}\n\n`);
    known.set(event, bytes);
    return bytes;
  };
}

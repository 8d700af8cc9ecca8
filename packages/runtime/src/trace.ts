import { AsyncLocalStorage } from 'node:async_hooks';
import { isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { newSpanId, newTraceId } from './trace-ids.ts';
import { tracing } from './tracing.ts';

/** Where work stands in its trace (W3C Trace Context), and the id of the event whose handling it is. */
export interface Place extends SpanContext {
  readonly cause?: string | undefined;
}

const places = new AsyncLocalStorage<Place | undefined>();

/** Where the work under way stands; undefined for work of no trace. */
export const here = (): Place | undefined => places.getStore();

/** Runs a function at some place of its own. */
export type Within = <T>(fn: () => T) => T;

/** Runs `fn`, and all that it sets going, at `place`. */
export const at = <T>(place: Place, fn: () => T): T => places.run(place, fn);

/** Runs `fn`, and all that it sets going, in no trace: for work that outlives or is shared by those who ask for it. */
export const detached = <T>(fn: () => T): T => places.run(undefined, fn);

/** The place that a W3C traceparent names; none for a missing or malformed one (§4.3). */
export function placeOf(traceparent: string | undefined | null): Place | undefined {
  const parent = traceparent ? parseTraceParent(traceparent) : null;
  return parent && isSpanContextValid(parent) ? parent : undefined;
}

const sampled: number = TraceFlags.SAMPLED;

/** Whether whoever stands there records it. */
export const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & sampled) !== 0;

/** Whether what follows `parent` is recorded. Where nothing is exported, nobody here can say no. */
export function flagsAfter(parent: SpanContext | undefined, traceId: string): number {
  if (parent && (!tracing || tracing.parentBased)) return parent.traceFlags;
  return !tracing || tracing.samples(traceId) ? sampled : 0;
}

/** The next hop after the one that `incoming` names, as `continueTrace` goes on to it. */
export const placeAfter = (incoming: string | undefined | null, cause?: string | null): Place =>
  after(placeOf(incoming), cause ?? undefined);

/** The next hop after `parent`: same trace, new span; a new trace where there is none. */
function after(parent: Place | undefined, cause?: string): Place {
  const traceId = parent?.traceId ?? newTraceId();
  return { traceId, spanId: newSpanId(), traceFlags: flagsAfter(parent, traceId), cause };
}

/**
 * Runs `fn` as the next hop of the trace that `incoming` (a W3C traceparent) belongs to; a missing or malformed one begins a
 * new trace. `cause` is the id of the event that is handled there. See span.ts for hops that are recorded.
 */
export const continueTrace = <T>(incoming: string | undefined | null, fn: () => T, cause?: string | null): T =>
  at(placeAfter(incoming, cause), fn);

/** Runs `fn` at the very place that `traceparent` names, as what follows from it; in a new trace when it names none. */
export function inTrace<T>(traceparent: string | undefined | null, fn: () => T, cause?: string | null): T {
  const place = placeOf(traceparent) ?? after(undefined);
  return at(cause ? { ...place, cause } : place, fn);
}

/** The event whose handling is under way; none in a request or a timer's work. */
export const causeId = (): string | undefined => here()?.cause;

/** The trace id in a W3C traceparent; none in a malformed one. */
export const traceIdOf = (traceparent: string): string | undefined => parseTraceParent(traceparent)?.traceId;

/** The trace id of the work under way, 32 hex digits. */
export const traceId = (): string | undefined => here()?.traceId;

/** The W3C traceparent to hand on: of the work under way, or of a new trace. */
export const traceparent = (): string => traceparentOf(here() ?? after(undefined));

/** A place as a W3C traceparent. */
export const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags === sampled ? '01' : traceFlags.toString(16).padStart(2, '0')}`;

/** A traceparent in a trace of which only the id was kept. */
export const traceparentIn = (traceId: string): string =>
  traceparentOf({ traceId, spanId: newSpanId(), traceFlags: flagsAfter(undefined, traceId) });

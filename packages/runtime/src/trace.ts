import {
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type SpanContext,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const hex = (bytes: number): string => crypto.getRandomValues(new Uint8Array(bytes)).toHex();

/** The next hop of `parent`: same trace, new span; a new trace where there is no valid parent. */
function childOf(parent: SpanContext | undefined | null): SpanContext {
  const valid = parent && isSpanContextValid(parent);
  return {
    traceId: valid ? parent.traceId : hex(16),
    spanId: hex(8),
    traceFlags: valid ? parent.traceFlags : TraceFlags.SAMPLED,
  };
}

/**
 * Runs `fn` inside the trace that `incoming` (a W3C traceparent header) belongs to, as a span of its own; a missing or
 * malformed header starts a new trace (W3C Trace Context, §4.3). `cause` is the id of the event that is handled there.
 */
export function continueTrace<T>(incoming: string | undefined | null, fn: () => T, cause?: string | null): T {
  const span = childOf(incoming ? parseTraceParent(incoming) : undefined);
  const traced = trace.setSpanContext(ROOT_CONTEXT, span);
  return context.with(cause ? traced.setValue(causeKey, cause) : traced, fn);
}

const causeKey = createContextKey('the id of the event that is handled');

/** The event whose handling is under way; none in a request or a timer's work. */
export const causeId = (): string | undefined => context.active().getValue(causeKey) as string | undefined;

/** Runs `fn`, and all that it sets going, in no trace: for work that outlives or is shared by those who ask for it. */
export const detached = <T>(fn: () => T): T => context.with(ROOT_CONTEXT, fn);

const current = (): SpanContext | undefined => trace.getSpanContext(context.active());

/** The trace id in a W3C traceparent; none in a malformed one. */
export const traceIdOf = (traceparent: string): string | undefined => parseTraceParent(traceparent)?.traceId;

/** The trace id of the work under way, 32 hex digits. */
export const traceId = (): string | undefined => current()?.traceId;

/** The W3C traceparent to hand on: of the work under way, or of a new trace. */
export function traceparent(): string {
  const { traceId, spanId, traceFlags } = current() ?? childOf(undefined);
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

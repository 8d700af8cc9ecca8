import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** What this process does with spans while they are exported; see telemetry.ts. */
export interface Tracing {
  /** Whether a trace is recorded, by its id: all services with one ratio answer alike. */
  readonly samples: (traceId: string) => boolean;
  /** Whether who began a trace, or a caller of another process, has decided that already. */
  readonly parentBased: boolean;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  /** Takes a span that has ended, to be exported. */
  readonly take: (span: ReadableSpan) => void;
}

/** Undefined while nothing is exported: then there are no spans, and a trace is only handed on. */
export let tracing: Tracing | undefined;

export const setTracing = (next: Tracing | undefined): void => void (tracing = next);

import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { newSpanId, newTraceId } from './trace-ids.ts';
import { flagsAfter, isSampled, type Place } from './trace.ts';
import { tracing } from './tracing.ts';

/** What many spans have in common, made once: names and attributes by OpenTelemetry's semantic conventions. */
export interface About {
  /** Of low cardinality: `GET /:id`, `SELECT products`, `process order.created`. */
  readonly name: string;
  readonly kind: keyof typeof kinds;
  readonly attributes?: Attributes;
  /** Begins no recorded trace and is nobody's failure: probes. */
  readonly quiet?: boolean;
}

export interface Origin {
  readonly cause?: string | undefined;
  readonly links?: readonly SpanContext[];
  /** Recorded or not, whatever its parent and the sampler say. */
  readonly sampled?: boolean;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** The default of OpenTelemetry's own limit. */
const linksMax = 128;
const empty: never[] = [];

/**
 * A piece of work with its beginning and end, while spans are exported. One whose trace is not sampled costs next to
 * nothing and goes nowhere, unless it fails: then it is exported all the same, under the ids that it has handed on.
 * Ours and not the SDK's, which does not know that rule and costs five times as much; see docs/adr/0024.
 */
export class Span implements Place {
  readonly traceId: string;
  readonly spanId = newSpanId();
  readonly traceFlags: number;
  readonly cause: string | undefined;
  private readonly about: About;
  private readonly parent: SpanContext | undefined;
  private readonly links: readonly SpanContext[];
  private readonly startedAt = performance.now();
  private own: Attributes | undefined;
  private failure: string | undefined;
  private kept: boolean;
  private over = false;

  constructor(about: About, parent: SpanContext | undefined, { cause, links = empty, sampled }: Origin = {}) {
    this.about = about;
    this.parent = parent;
    this.cause = cause;
    this.links = links;
    this.traceId = parent?.traceId ?? newTraceId();
    const decided = sampled ?? (about.quiet && !parent ? false : undefined);
    this.traceFlags = decided === undefined ? flagsAfter(parent, this.traceId) : Number(decided);
    this.kept = isSampled(this);
  }

  /** Whether it will be exported, as far as is known: what only then is worth the work of saying it. */
  get isKept(): boolean {
    return this.kept;
  }

  set(attributes: Attributes): void {
    this.own = this.own ? Object.assign(this.own, attributes) : attributes;
  }

  /** It failed, of a kind that `type` says in a word. Not `alone`: in a trace that is not sampled nobody need know. */
  fail(type: string, alone = true): void {
    this.failure ??= type;
    if (alone && !this.about.quiet) this.kept = true;
  }

  /** The work is over: the first time counts, and what comes later counts no more. */
  end(): void {
    if (tracing && this.kept && !this.over) tracing.take(this.ended(performance.now(), tracing));
    this.over = true;
  }

  private ended(endedAt: number, { resource, scope }: NonNullable<typeof tracing>): ReadableSpan {
    const { about, own, failure, links, traceId, spanId } = this;
    // Processors take what is sampled; that its trace is not stands beside.
    const context: SpanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
    const began = clockOffset() + this.startedAt;
    return {
      name: about.name,
      kind: kinds[about.kind],
      spanContext: () => context,
      ...(this.parent ? { parentSpanContext: this.parent } : {}),
      startTime: hrTime(began),
      endTime: hrTime(began + endedAt - this.startedAt),
      duration: hrTime(endedAt - this.startedAt),
      ended: true,
      status: failure === undefined ? unset : failed,
      attributes: {
        ...about.attributes,
        ...own,
        ...(failure === undefined ? {} : { 'error.type': failure }),
        ...(isSampled(this) ? {} : { 'ecomm.trace.sampled': false }),
      },
      links: links.slice(0, linksMax).map((context): Link => ({ context })),
      droppedLinksCount: Math.max(0, links.length - linksMax),
      events: empty,
      droppedEventsCount: 0,
      droppedAttributesCount: 0,
      resource,
      instrumentationScope: scope,
    };
  }
}

const unset = { code: SpanStatusCode.UNSET };
const failed = { code: SpanStatusCode.ERROR };

const hrTime = (ms: number): HrTime => {
  const seconds = Math.trunc(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
};

const steppedMs = 20;
let offset = performance.timeOrigin;

/** From `performance.now()` to the time of day; follows the system's clock when that is set anew, or a laptop slept. */
function clockOffset(): number {
  const now = Date.now() - performance.now();
  if (Math.abs(now - offset) > steppedMs) offset = now;
  return offset;
}

import { errorType } from './error-type.ts';
import { Span, type About, type Origin } from './span.ts';
import { at, continueTrace, here, inTrace, isSampled, placeAfter, placeOf, type Within } from './trace.ts';
import { tracing } from './tracing.ts';

/**
 * Runs `fn` as a span that continues the trace of `from` (a W3C traceparent), or begins one, and that fails when `fn` does.
 * Where it continues another trace than that of who calls, it links to the caller. `cause`: see `continueTrace`, which is
 * all that is done while nothing is exported.
 */
export function traced<T>(
  from: string | undefined | null,
  about: About,
  fn: () => Promise<T>,
  { cause, links = [] }: Pick<Origin, 'cause' | 'links'> = {},
): Promise<T> {
  return tracing ? during(spanAfter(from, about, { cause, links }), fn) : continueTrace(from, fn, cause);
}

/** Work of one trace that is done in pieces among that of others. */
export interface Piecework {
  /** Runs a piece of it. */
  readonly within: Within;
  /** All of it is done, or has failed by `error`. */
  end(error?: unknown): void;
}

/** What `traced` runs, for work in pieces. */
export function piecework(from: string | undefined | null, about: About, cause: string): Piecework {
  if (!tracing) {
    const place = placeAfter(from, cause);
    return { within: (fn) => at(place, fn), end: () => {} };
  }
  const span = spanAfter(from, about, { cause });
  return {
    within: (fn) => at(span, fn),
    end: (error) => {
      if (error !== undefined) span.fail(errorType(error));
      span.end();
    },
  };
}

function spanAfter(from: string | undefined | null, about: About, { cause, links = [] }: Origin): Span {
  const parent = placeOf(from);
  const caller = here();
  const toCaller = caller && caller.traceId !== parent?.traceId ? [caller] : [];
  return new Span(about, parent, { cause, links: [...toCaller, ...links] });
}

/** Runs `fn` as a span below that of the work under way; where there is none, as it is. */
export function inSpan<T>(about: About, fn: () => Promise<T>): Promise<T> {
  const span = childSpan(about);
  return span ? during(span, fn) : fn();
}

/** Work that is done once for several traces: in the one, or as a trace of its own that links to all of them. */
export function tracedTogether<T>(
  froms: readonly (string | undefined | null)[],
  about: About,
  fn: () => Promise<T>,
): Promise<T> {
  if (!tracing) return fn();
  if (froms.length === 1) return inTrace(froms[0], fn);
  const links = froms.flatMap((from) => placeOf(from) ?? []);
  return during(new Span(about, undefined, { links, sampled: links.some(isSampled) }), fn);
}

/** A span below that of the work under way, for work that sets no other going here; undefined where nothing is recorded. */
export function childSpan(about: About): Span | undefined {
  if (!tracing) return undefined;
  const parent = here();
  return parent && new Span(about, parent, { cause: parent.cause });
}

/** The span that the work under way is; undefined where nothing is recorded. */
export function currentSpan(): Span | undefined {
  const place = here();
  return place instanceof Span ? place : undefined;
}

async function during<T>(span: Span, fn: () => Promise<T>): Promise<T> {
  try {
    return await at(span, fn);
  } catch (error) {
    span.fail(errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';

/** How a test names a span: `orders POST /create`. */
export const titleOf = ({ service, name }: ReceivedSpan): string => `${service} ${name}`;

/**
 * The last span of a path down a trace: under the span `from` one called `titles[0]`, under that one called `titles[1]`, and
 * so on. Throws with what there is instead where it breaks off.
 */
export function follow(spans: readonly ReceivedSpan[], from: string, titles: readonly string[]): ReceivedSpan {
  let level = [from];
  let found: ReceivedSpan[] = [];
  for (const [depth, title] of titles.entries()) {
    const below = spans.filter(({ parentSpanId }) => level.includes(parentSpanId));
    found = below.filter((span) => titleOf(span) === title);
    if (found.length === 0) {
      const way = titles.slice(0, depth).join(' → ') || 'the caller';
      throw new Error(`under ${way} there is no ${title}, but ${below.map(titleOf).join(', ') || 'nothing'}`);
    }
    level = found.map(({ spanId }) => spanId);
  }
  return found[0]!;
}

/** Whether `titles` lead down a trace from its caller. */
export function leads(spans: readonly ReceivedSpan[], from: string, titles: readonly string[]): boolean {
  try {
    return follow(spans, from, titles) !== undefined;
  } catch {
    return false;
  }
}

import type { Evidence } from '../evidence/evidence.ts';
import { eventLines } from './story-events.ts';
import { bookLines } from './story-books.ts';
import { clientLines, troubleLines } from './story-outside.ts';

/** One line of a story: when, who says so, and what. */
export interface Line {
  at: number;
  who: string;
  what: string;
}

/** Everything that is known of an order, from all sources, by time; plain text. */
export function tellStory(evidence: Evidence, orderId: string): string {
  const of = [
    ...clientLines(evidence, orderId),
    ...bookLines(evidence, orderId),
    ...eventLines(evidence, orderId),
  ].toSorted(byTime);
  const [first, last] = [of[0], of.at(-1)];
  const around = first && last ? troubleLines(evidence, first.at, last.at) : [];
  const lines = [...of, ...around].toSorted(byTime);
  const width = Math.max(0, ...lines.map(({ who }) => who.length));
  const { startedAt } = evidence.record;
  return [
    title(evidence, orderId),
    ...lines.map(({ at, who, what }) => `  ${after(at - startedAt)}  ${who.padEnd(width)}  ${what}`),
  ].join('\n');
}

const byTime = (a: Line, b: Line): number => a.at - b.at;

/** Seconds since the run began. */
const after = (ms: number): string => `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1_000).toFixed(3)} s`.padStart(11);

function title({ orders, lines }: Evidence, orderId: string): string {
  const order = orders.get(orderId);
  if (!order) return `order ${orderId}, which orders does not know`;
  const wishes = (lines.get(orderId) ?? []).map(
    ({ quantity, product_id, price_cents }) => `${quantity} × product ${product_id} at ${price_cents}`,
  );
  return `order ${orderId} of user ${order.user_id}: ${order.status}, ${order.total_cents} cents (${wishes.join(', ')})`;
}

import type { TimelineEntry } from '@ecomm/contracts/http/orders';

/** An entry before it has its words. */
export type Entry = Omit<TimelineEntry, 'summary'>;

/**
 * Oldest first. Clocks tell milliseconds, and not all the same ones: at the same time a cause is before its effect, and
 * what the order itself went through stays as its sequence has it, in which `own` comes.
 */
export function inOrder(own: readonly Entry[], heard: readonly Entry[]): Entry[] {
  const all = [...own, ...heard];
  const causes = new Map(all.flatMap((entry) => (entry.event_id === null ? [] : [[entry.event_id, entry] as const])));
  const before = new Map(own.map((entry, at) => [entry, own[at - 1]]));
  // Nothing was said of an order before there was one.
  for (const entry of heard) before.set(entry, own[0]);
  const depths = new Map<Entry, number>();

  /** How many come before it, one because of the other. */
  const depth = (entry: Entry | undefined): number => {
    if (!entry) return -1;
    const known = depths.get(entry);
    if (known !== undefined) return known;
    // Whatever forged ids say: nothing is its own cause.
    depths.set(entry, 0);
    const found = 1 + Math.max(depth(causes.get(entry.cause_id ?? '')), depth(before.get(entry)));
    depths.set(entry, found);
    return found;
  };
  return all.toSorted(
    (a, b) =>
      compare(a.at, b.at) ||
      depth(a) - depth(b) ||
      compare(a.type, b.type) ||
      compare(a.event_id ?? '', b.event_id ?? ''),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

import type { Checked, Result } from '../run/run-result.ts';

/**
 * Each invariant over all audits: an audit looks at everything its shop has done so far, so what counts of a shop is its
 * last one. What was broken then and is mended since was broken all the same.
 */
export function sumInvariants(results: readonly Result[]): Checked[] {
  const sums = new Map<string, Checked>();
  const seen = new Map<string, number>();
  for (const { invariant } of results.flatMap(({ violations }) => violations))
    seen.set(invariant, (seen.get(invariant) ?? 0) + 1);
  const lastOfShops = results.filter((result, n) => result.invariants.length > 0 && isLastOfShop(results, n));
  for (const one of lastOfShops.flatMap(({ invariants }) => invariants)) {
    const sum = sums.get(one.invariant);
    const { note = sum?.note } = one;
    const checked = (sum?.checked ?? 0) + one.checked;
    const violations = Math.max(seen.get(one.invariant) ?? 0, (sum?.violations ?? 0) + one.violations);
    sums.set(one.invariant, { ...one, checked, violations, ...(note === undefined ? {} : { note }) });
  }
  return [...sums.values()];
}

const isLastOfShop = (results: readonly Result[], n: number): boolean =>
  results[n]!.shop !== results.slice(n + 1).find(({ invariants }) => invariants.length > 0)?.shop;

import { table } from '@ecomm/tools/topology/markdown';
import type { Bar } from '../fault.ts';
import { isMet } from '../faults/bars.ts';
import type { Result } from '../run/run-result.ts';
import { inUnit } from './print-run.ts';
import { sumInvariants } from './sum-invariants.ts';

/** What a full run has shown, as tables for docs/chaos.md: bars, faults, invariants. */
export function markdown(results: readonly Result[], seed: number, machine: string): string {
  const sum = (of: (one: Result) => number): number => results.reduce((all, one) => all + of(one), 0);
  const held = results.filter(({ outcome }) => outcome === 'held').length;
  const counts = [
    `${held} of ${results.length} runs of ${new Set(results.map(({ fault }) => fault)).size} faults held`,
    `${sum(({ orders }) => orders.acked)} orders accepted`,
    `${sum(({ kills }) => kills.length)} kills`,
    `${sum(({ violations }) => violations.length)} violations`,
  ];
  const when = new Date(results[0]?.from ?? 0).toISOString().slice(0, 10);
  return [
    `On ${machine}, ${when}, seed ${seed}: ${counts.join(', ')}.`,
    barTable(results),
    faultTable(results),
    invariantTable(results),
  ].join('\n\n');
}

/** Each bar once, over all runs that measured it. */
function barTable(results: readonly Result[]): string {
  const bars = Map.groupBy(
    results.flatMap(({ bars }) => bars),
    ({ says, limit, unit }) => `${says} ${limit} ${unit}`,
  );
  const rows = bars.values().map((some) => {
    const [first] = some as [Bar];
    const sorted = some.toSorted((a, b) => a.measured - b.measured);
    const worst = first.kind === 'most' ? sorted.at(-1)! : sorted[0]!;
    const met = some.filter(isMet).length;
    return [
      first.says,
      `${first.kind === 'most' ? '≤' : '≥'} ${inUnit(first.limit, first.unit)}`,
      inUnit(sorted[Math.floor((sorted.length - 1) / 2)]!.measured, first.unit),
      inUnit(worst.measured, first.unit),
      met === some.length ? 'yes' : met === 0 ? '**no**' : `**${met} of ${some.length}**`,
    ];
  });
  return table(['bar', 'limit', 'median', 'worst', 'met'], [...rows]);
}

function faultTable(results: readonly Result[]): string {
  const rows = Map.groupBy(results, ({ fault }) => fault)
    .values()
    .map((runs) => {
      const [{ fault, says }] = runs as [Result];
      const sum = (of: (one: Result) => number): string => String(runs.reduce((all, one) => all + of(one), 0));
      return [
        `\`${fault}\``,
        says,
        sum(({ orders }) => orders.acked),
        sum(({ orders }) => orders.failed + orders.unknown),
        sum(({ kills }) => kills.length),
        outcomesOf(runs),
      ];
    });
  return table(['fault', 'what it is', 'accepted', 'refused or unknown', 'kills', 'outcome'], [...rows]);
}

function outcomesOf(runs: readonly Result[]): string {
  const held = runs.filter(({ outcome }) => outcome === 'held').length;
  const others = runs.filter(({ outcome }) => outcome !== 'held');
  const told = others.map(
    ({ outcome, seed, violations, why }) =>
      `**${outcome}** (seed ${seed}): ${violations[0] ? `${violations[0].invariant} ${violations[0].sentence}` : (why ?? 'a bar')}`,
  );
  return [...(held > 0 ? [held === 1 ? 'held' : `held, ${held} ×`] : []), ...told].join('; ');
}

function invariantTable(results: readonly Result[]): string {
  const rows = sumInvariants(results).map(({ invariant, says, checked, violations }) => [
    invariant,
    says,
    String(checked),
    violations > 0 ? `**${violations} broken**` : checked > 0 ? 'holds' : 'unproven',
  ]);
  return table(['', 'invariant', 'looked at', ''], rows);
}

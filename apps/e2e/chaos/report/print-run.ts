import pc from 'picocolors';
import type { Bar } from '../fault.ts';
import { isMet, isTime } from '../faults/bars.ts';
import type { Result } from '../run/run-result.ts';
import { sumInvariants } from './sum-invariants.ts';

const colour = pc.createColors(process.stdout.isTTY);
const mark = {
  held: colour.green('held'),
  broke: colour.red('BROKE'),
  skipped: colour.yellow('skipped'),
  spoiled: colour.red('SPOILED'),
};

const sign = (bar: Bar): string =>
  isMet(bar) ? colour.green('✓') : isTime(bar) ? colour.yellow('over') : colour.red('✗');

/** Of violations, in the lines of a fault; the report has more. */
const shownMax = 3;

/** What a run has shown: a table of faults with their bars, one of invariants, and the first counter-example as a story. */
export function printRun(results: readonly Result[], seed: number): string {
  const broken = results.find(({ violations }) => violations.length > 0);
  return [
    ...results.flatMap(faultLines),
    '',
    ...invariantLines(results),
    ...(broken ? ['', ...counterExample(broken)] : []),
    '',
    `Seed ${seed}.`,
  ].join('\n');
}

export function faultLines(result: Result): string[] {
  const { fault, outcome, from, until, orders, kills, seed, why, bars, violations } = result;
  const seconds = ((until - from) / 1_000).toFixed(0);
  const counts = `${orders.acked} acked, ${orders.failed} failed, ${orders.unknown} unknown, ${kills.length} kills`;
  return [
    `${mark[outcome]} ${fault} (seed ${seed}, ${seconds} s): ${outcome === 'skipped' ? why : counts}`,
    ...(why && outcome !== 'skipped' ? [`     ${why}`] : []),
    ...violations.slice(0, shownMax).map(({ invariant, sentence }) => `     ${colour.red(invariant)} ${sentence}`),
    ...(violations.length > shownMax ? [`     and ${violations.length - shownMax} more`] : []),
    ...bars.map((bar) => `     ${sign(bar)} ${barText(bar)}`),
  ];
}

export const barText = ({ says, measured, limit, unit, kind }: Bar): string =>
  `${says}: ${inUnit(measured, unit)} (${kind === 'most' ? 'at most' : 'at least'} ${inUnit(limit, unit)})`;

export function inUnit(value: number, unit: Bar['unit']): string {
  if (unit === 'count') return String(value);
  return unit === '%' ? `${Number(value.toFixed(2))} %` : `${Math.round(value)} ms`;
}

function invariantLines(results: readonly Result[]): string[] {
  return sumInvariants(results).map(({ invariant, says, checked, violations, note }) => {
    const verdict =
      violations > 0
        ? colour.red(`${violations} broken`)
        : checked > 0
          ? colour.green('holds')
          : colour.yellow('unproven');
    return `${invariant.padEnd(4)} ${verdict.padEnd(10)} ${String(checked).padStart(8)} looked at  ${says}${note ? ` (${note})` : ''}`;
  });
}

function counterExample({ fault, seed, violations, story }: Result): string[] {
  return [
    colour.red(`After ${fault} (seed ${seed}):`),
    ...violations.map(({ invariant, sentence }) => `  ${invariant}: ${sentence}`),
    ...(story ? ['', story] : []),
  ];
}

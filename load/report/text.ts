import { millis, shownStats, type Outcome } from './outcome.ts';

/** What the terminal shows: times by operation, what was counted, then what was to hold and whether it did. */
export const text = ({ script, load, times, counts, verdicts }: Outcome): string =>
  [
    `${script}: ${load}`,
    columns([
      ['ms', 'count', ...shownStats],
      ...times.map(({ name, values }) => [
        name,
        String(values.count),
        ...shownStats.map((stat) => millis(values[stat])),
      ]),
    ]),
    columns(counts.map(({ name, count }) => [name, String(count)])),
    columns(verdicts.map(({ ok, metric, threshold, value }) => [`${ok ? '✓' : '✗'} ${metric}`, threshold, value])),
  ]
    .filter((part) => part !== '')
    .map((part) => `\n${part.replace(/^/gm, '  ')}\n`)
    .join('');

function columns(rows: string[][]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]!.length))) ?? [];
  const lines = rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

import type { Evidence } from './evidence.ts';
import { tellStory } from './tell-story.ts';
import type { Verdict } from './verdict.ts';

/** What one verdict comes to: nothing was looked at, nothing was wrong, or so many things were. */
export const resultOf = ({ checked, violations }: Verdict): string => {
  if (checked === 0) return 'no proof';
  return violations.length === 0 ? 'ok' : `${violations.length} wrong`;
};

/** The verdicts as a table, what is wrong, and the first counter-example as a story; plain text. */
export function printVerdicts(verdicts: readonly Verdict[], evidence: Evidence): string {
  const rows = verdicts.map((verdict) => [
    verdict.invariant,
    resultOf(verdict),
    `${verdict.checked} checked`,
    verdict.note ? `${verdict.says} (${verdict.note})` : verdict.says,
  ]);
  const wrong = verdicts.filter(({ violations }) => violations.length > 0);
  const told = wrong.flatMap(({ violations }) => violations).find(({ orderId }) => orderId !== undefined);
  const parts = [
    columns(rows),
    ...wrong.map(({ invariant, says, violations }) =>
      [
        `${invariant}: ${says}`,
        ...violations.slice(0, shownMax).map(({ sentence }) => `  ${sentence}`),
        ...(violations.length > shownMax ? [`  and ${violations.length - shownMax} more`] : []),
      ].join('\n'),
    ),
    ...(told ? [tellStory(evidence, told.orderId!)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const shownMax = 5;

function columns(rows: readonly string[][]): string {
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

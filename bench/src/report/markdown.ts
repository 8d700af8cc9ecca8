import { figure, met, target } from './report.ts';
import { isMet, type Row } from './row.ts';

/** Of everything, with the notes. */
export function fullTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [label(row), amount(row), target(row), met(row, '**not yet**'), row.note ?? '']);
  return table(['measure', 'figure', 'target', 'met', ''], cells);
}

/** Of what has a target; those that are the same for several services, as one line with the worst of them. */
export function shortTable(rows: readonly Row[]): string {
  const judged = gather(named(rows)).filter((row) => isMet(row) !== undefined);
  const cells = judged.map((row) => [row.measure, amount(row), target(row), met(row, 'not yet')]);
  const cost = rows.find(({ measure }) => measure === orderCost);
  const costLine = cost ? `\n\nAn order costs ${amount(cost)} of processor time in all: ${cost.note}.` : '';
  return table(['measure', 'figure', 'target', 'met'], cells) + costLine;
}

/** The row that is told as a sentence. */
export const orderCost = '  processor time for an order';

/** What a service's row is called → what all of them are. */
const gathered: readonly [RegExp, string][] = [
  [/^memory, idle: (?!the )/, 'memory, idle: the largest service'],
  [/: start to ready$/, 'the slowest service, start to ready'],
  [/^(?:GET|POST) .* rows, to /, 'the route that grows most with its tables'],
];

function gather(rows: readonly Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const as = isMet(row) === undefined ? undefined : gathered.find(([pattern]) => pattern.test(row.measure))?.[1];
    const before = as === undefined ? undefined : found.get(as);
    if (!before) found.set(as ?? row.measure, { ...row, measure: as ?? row.measure });
    else if (row.value > before.value) found.set(as!, { ...row, measure: as! });
  }
  return [...found.values()];
}

/** A line that goes on with the one before it is called after that one. */
function named(rows: readonly Row[]): Row[] {
  let head = '';
  return rows.map((row) => {
    if (row.measure.startsWith('  ')) return { ...row, measure: `${head}: ${row.measure.trim()}` };
    head = row.measure.replace(/, to .*$/, '');
    return row;
  });
}

const label = ({ measure }: Row): string => (measure.startsWith('  ') ? `· ${measure.trim()}` : measure);
const amount = ({ value, unit }: Row): string => `${figure(value)} ${unit}`.replace(' /s', '/s');

const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

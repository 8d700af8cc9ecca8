import { columns } from '@ecomm/tools/topic/columns';
import { isMet, type Row } from './row.ts';

/** The table under a line about the machine, and under it how many targets were missed. */
export function report(machine: string, rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.measure,
    figure(row.value).padStart(8),
    row.unit,
    target(row),
    met(row, 'NO'),
    row.note ?? '',
  ]);
  const table = columns(['measure', 'figure', '', 'target', 'met', ''], cells);
  return [machine, '', table, '', missedLine(rows)].join('\n');
}

export const missed = (rows: readonly Row[]): Row[] => rows.filter((row) => isMet(row) === false);

function missedLine(rows: readonly Row[]): string {
  const judged = rows.filter((row) => isMet(row) !== undefined).length;
  return `${judged - missed(rows).length} of ${judged} targets met.`;
}

/** A number with the three figures that matter. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const target = ({ atMost, atLeast }: Row): string =>
  atMost !== undefined ? `≤ ${thousands(atMost)}` : atLeast !== undefined ? `≥ ${thousands(atLeast)}` : '';
const thousands = (value: number): string => value.toLocaleString('en-US');

export function met(row: Row, no: string): string {
  const answer = isMet(row);
  return answer === undefined ? '' : answer ? 'yes' : no;
}

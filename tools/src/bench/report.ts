import { columns } from '../topic/columns.ts';
import { isMet, type Row } from './row.ts';

/** The table under a line about the machine; numbers with three figures that matter. */
export function report(machine: string, rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.measure, figure(row.value), row.unit, budget(row), met(row), row.note ?? '']);
  return `${machine}\n\n${columns(['measure', 'figure', '', 'budget', 'met', ''], cells)}`;
}

export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-'.padStart(8);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).padStart(8);
}

const budget = ({ atMost, atLeast }: Row): string =>
  atMost !== undefined ? `≤ ${thousands(atMost)}` : atLeast !== undefined ? `≥ ${thousands(atLeast)}` : '';
const thousands = (value: number): string => value.toLocaleString('en-US');

function met(row: Row): string {
  const answer = isMet(row);
  return answer === undefined ? '' : answer ? 'yes' : 'NO';
}

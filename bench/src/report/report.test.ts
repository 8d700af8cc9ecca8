import { expect, test } from 'bun:test';
import { missed, report } from './report.ts';
import { isMet, type Row } from './row.ts';

const row = (rest: Partial<Row>): Row => ({ measure: 'm', value: 1, unit: 's', ...rest });

test('a figure is judged by its target, one without is not, and what was not measured meets none', () => {
  expect(isMet(row({ value: 10, atMost: 10 }))).toBe(true);
  expect(isMet(row({ value: 10.1, atMost: 10 }))).toBe(false);
  expect(isMet(row({ value: 0.79, atLeast: 0.8 }))).toBe(false);
  expect(isMet(row({ value: Number.NaN, atMost: 10 }))).toBe(false);
  expect(isMet(row({}))).toBeUndefined();
});

test('the table is headed by the machine, marks what is missed and ends with how much is met', () => {
  const rows = [
    row({ measure: 'second start', value: 9.333, atMost: 10 }),
    row({ measure: 'relay', value: 12_345.6, unit: '/s', atLeast: 20_000, note: 'why' }),
    row({ measure: 'nothing', value: Number.NaN, unit: 'ms' }),
  ];
  expect(
    report('2 cores', rows)
      .split('\n')
      .map((line) => line.split(/\s{2,}/)),
  ).toEqual([
    ['2 cores'],
    [''],
    ['measure', 'figure', 'target', 'met'],
    ['second start', '9.33', 's', '≤ 10', 'yes'],
    ['relay', '12,346', '/s', '≥ 20,000', 'NO', 'why'],
    ['nothing', '-', 'ms'],
    [''],
    ['1 of 2 targets met.'],
  ]);
  expect(missed(rows).map(({ measure }) => measure)).toEqual(['relay']);
});

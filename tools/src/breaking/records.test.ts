import { expect, test } from 'bun:test';
import type { Finding } from './change.ts';
import { judge, lineFor, readRecords } from './records.ts';

const finding: Finding = {
  id: 'request-tightened Orders.quantity maximum',
  rule: 'request-tightened',
  subjects: [],
  sentence: '',
  at: '',
  affects: [],
};
const record = { id: finding.id, why: 'Nobody buys more than 100', since: '2026-11-22' };

test('a record is a row of the table, with the line that the output tells to add', () => {
  const line = lineFor(finding, record.since).replace('<why>', record.why);
  expect(readRecords(`# Deliberate breaks\n\n| what | why | since |\n|---|---|---|\n${line}\n`)).toEqual([record]);
});

test('a recorded break passes', () => {
  expect(judge([finding], [record], [])).toMatchObject({ breaking: [], accepted: [{ record }], warnings: [] });
});

test('a record that the base has accepts no later break, and is no cause for a warning', () => {
  expect(judge([finding], [record], [record])).toMatchObject({ breaking: [finding], accepted: [], warnings: [] });
  expect(judge([], [record], [record]).warnings).toEqual([]);
  const again = { ...record, since: '2026-12-01' };
  expect(judge([finding], [record, again], [record])).toMatchObject({ breaking: [], warnings: [] });
});

test('a record that matches nothing, or has no reason or date, is warned of and accepts nothing', () => {
  expect(judge([], [record], []).warnings).toEqual([expect.stringContaining('which breaks nothing')]);
  for (const [bad, said] of [
    [{ ...record, why: '<why>' }, 'without a reason'],
    [{ ...record, why: '' }, 'without a reason'],
    [{ ...record, since: 'soon' }, 'no date'],
  ] as const)
    expect(judge([finding], [bad], [])).toMatchObject({
      breaking: [finding],
      warnings: [expect.stringContaining(said)],
    });
});

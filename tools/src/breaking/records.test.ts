import { expect, test } from 'bun:test';
import type { Finding } from './change.ts';
import { judge, lineFor, readRecords, type BreakRecord } from './records.ts';

const finding: Finding = {
  id: 'request-tightened Orders.quantity maximum',
  rule: 'request-tightened',
  subjects: [],
  sentence: '',
  at: '',
  affects: [],
};
const record = { id: finding.id, why: 'Nobody buys more than 100', since: '2026-11-22' };
const recorded = (...rows: BreakRecord[]) => ({ rows, unread: [] });

test('a record is a row of the table, with the line that the output tells to add', () => {
  const line = lineFor(finding, record.since).replace('<why>', record.why);
  expect(readRecords(`# Deliberate breaks\n\n| what | why | since |\n|---|---|---|\n${line}\n`)).toEqual(
    recorded(record),
  );
});

test('a reason may hold a | that is escaped; a row that can not be read is shown in a warning', () => {
  const line = (why: string) => `| \`${record.id}\` | ${why} | 2026-11-22 |`;
  expect(readRecords(line('a \\| b'))).toEqual(recorded({ ...record, why: 'a | b' }));
  for (const bad of [line('a | b'), '| request-tightened x | no code | 2026-11-22 |']) {
    const records = readRecords(`| what | why | since |\n|:---|---|---|\n${bad}\n`);
    expect(records).toEqual({ rows: [], unread: [bad] });
    expect(judge([finding], records, recorded())).toMatchObject({
      breaking: [finding],
      warnings: [expect.stringContaining(`can not be read: ${bad}`)],
    });
  }
});

test('a reason that is written better makes no fresh record of an old one', () => {
  const better = { ...record, why: 'Nobody buys more than 100, ever' };
  expect(judge([finding], recorded(better), recorded(record))).toMatchObject({ breaking: [finding], accepted: [] });
  const judged = judge([finding], recorded(record, better), recorded(record));
  expect(judged).toMatchObject({ breaking: [], accepted: [{ record: better }], warnings: [] });
});

test('a recorded break passes', () => {
  expect(judge([finding], recorded(record), recorded())).toMatchObject({
    breaking: [],
    accepted: [{ record }],
    warnings: [],
  });
});

test('a record that the base has accepts no later break, and is no cause for a warning', () => {
  expect(judge([finding], recorded(record), recorded(record))).toMatchObject({
    breaking: [finding],
    accepted: [],
    warnings: [],
  });
  expect(judge([], recorded(record), recorded(record)).warnings).toEqual([]);
  const again = { ...record, since: '2026-12-01' };
  expect(judge([finding], recorded(record, again), recorded(record))).toMatchObject({ breaking: [], warnings: [] });
});

test('a record that matches nothing, or has no reason or date, is warned of and accepts nothing', () => {
  expect(judge([], recorded(record), recorded()).warnings).toEqual([expect.stringContaining('which breaks nothing')]);
  for (const [bad, said] of [
    [{ ...record, why: '<why>' }, 'without a reason'],
    [{ ...record, why: '' }, 'without a reason'],
    [{ ...record, since: 'soon' }, 'no date'],
  ] as const)
    expect(judge([finding], recorded(bad), recorded())).toMatchObject({
      breaking: [finding],
      warnings: [expect.stringContaining(said)],
    });
});

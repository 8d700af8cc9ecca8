import { expect, test } from 'bun:test';
import { memoryRows } from './start.ts';
import { isMet } from '../report/row.ts';

test('the whole shop is the supervisor with all below it; services are judged each, Postgres counts with its children', () => {
  const mb = (parent: number, megabytes: number) => ({ parent, memoryBytes: megabytes * 1e6, cpuSeconds: 0 });
  const usage = new Map([
    [1, mb(0, 9000)],
    [10, mb(1, 50)],
    [20, mb(10, 30)],
    [21, mb(20, 5)],
    [30, mb(10, 111)],
  ]);
  const processes = [
    { name: 'postgres', pid: 20 },
    { name: 'users', pid: 30 },
  ];
  expect(memoryRows(10, processes, usage).map((row) => [row.measure.split(': ')[1], row.value, isMet(row)])).toEqual([
    ['the whole shop', 196, true],
    ['users', 111, false],
    ['postgres', 35, undefined],
    ['the supervisor', 50, undefined],
  ]);
});

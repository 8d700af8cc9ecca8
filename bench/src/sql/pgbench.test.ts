import { expect, test } from 'bun:test';
import { parsePgbench } from './pgbench.ts';

const said = (transactions: number, failed: number): string => `
number of clients: 8
number of transactions actually processed: ${transactions}
number of failed transactions: ${failed} (0.000%)
latency average = 3.2 ms
tps = 2471.953125 (without initial connection time)
`;

test('what pgbench says at its end is understood', () => {
  expect(parsePgbench(said(7412, 0))).toEqual({ transactions: 7412, perSecond: 2471.953125 });
});

test('a pgbench that did nothing, or not all, is an error and not a slow Postgres', () => {
  expect(() => parsePgbench(said(0, 0))).toThrow('did not do all');
  expect(() => parsePgbench(said(7412, 3))).toThrow('did not do all');
  expect(() => parsePgbench('')).toThrow('did not do all');
});

import { expect, test } from 'bun:test';
import { fullTable, shortTable } from './markdown.ts';
import type { Row } from './row.ts';

const rows: Row[] = [
  { measure: 'memory, idle: the whole shop', value: 670.4, unit: 'MB', atMost: 1000 },
  { measure: 'memory, idle: users', value: 50, unit: 'MB', atMost: 110 },
  { measure: 'memory, idle: orders', value: 111, unit: 'MB', atMost: 110 },
  { measure: 'memory, idle: the supervisor', value: 17, unit: 'MB' },
  { measure: 'users: start to ready', value: 0.3, unit: 's', atMost: 0.5 },
  { measure: 'GET /:id, to a bare server', value: 0.81, unit: '×', atLeast: 0.75, note: '8 to 10 /s' },
  { measure: '  to Express on Node', value: 9, unit: '×', atLeast: 8 },
  { measure: 'GET /list, searched: 1,000,000 rows, to 1,000', value: 4, unit: '×' },
  { measure: 'GET /:id of orders: 1,000,000 rows, to 1,000', value: 1.1, unit: '×', atMost: 1.3 },
  { measure: 'GET /user/:userId: 1,000,000 rows, to 1,000', value: 1.2, unit: '×', atMost: 1.3 },
];

test('the short table has what is judged, each line understood by itself, services and routes by the worst of them', () => {
  expect(shortTable(rows).split('\n').slice(2)).toEqual([
    '| memory, idle: the whole shop | 670 MB | ≤ 1,000 | yes |',
    '| memory, idle: the largest service | 111 MB | ≤ 110 | not yet |',
    '| the slowest service, start to ready | 0.30 s | ≤ 0.5 | yes |',
    '| GET /:id, to a bare server | 0.81 × | ≥ 0.75 | yes |',
    '| GET /:id: to Express on Node | 9.00 × | ≥ 8 | yes |',
    '| the route that grows most with its tables | 1.20 × | ≤ 1.3 | yes |',
  ]);
});

test('what an order costs is a sentence under the short table', () => {
  const cost: Row = {
    measure: '  processor time for an order',
    value: 9.96,
    unit: 'ms',
    note: 'postgres 4.1, orders 1.7',
  };
  expect(shortTable([cost]).split('\n').at(-1)).toBe(
    'An order costs 9.96 ms of processor time in all: postgres 4.1, orders 1.7.',
  );
});

test('the full table has every line, with its note', () => {
  const lines = fullTable(rows).split('\n');
  expect(lines).toHaveLength(2 + rows.length);
  expect(lines[2 + 5]).toBe('| GET /:id, to a bare server | 0.81 × | ≥ 0.75 | yes | 8 to 10 /s |');
  expect(lines[2 + 6]).toBe('| · to Express on Node | 9.00 × | ≥ 8 | yes |  |');
});

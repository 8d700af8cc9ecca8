import { expect, test } from 'bun:test';
import { namedSql } from './named-sql.ts';
import { rowSet } from './row-set.ts';

const lines = rowSet('line', { id: 'uuid', quantity: 'int' });

test('rows are an array for each column, in the order of the columns, whatever else a row has', () => {
  const sql = namedSql(`select * from ${lines.sql} where $least::int < quantity`);
  expect(sql.text).toBe('select * from unnest($1::uuid[], $2::int[]) as line(id, quantity) where $3::int < quantity');
  const rows = [
    { quantity: 1, id: 'a', more: true },
    { quantity: 2, id: 'b', more: true },
  ];
  expect(sql.values({ ...lines.values(rows), least: 0 })).toEqual([['a', 'b'], [1, 2], 0]);
});

test('they can have their numbers, or be so few to the planner that a table is looked up by index for them', () => {
  expect(lines.numbered).toBe(
    'unnest($line_id::uuid[], $line_quantity::int[]) with ordinality as line(id, quantity, n)',
  );
  expect(lines.joined).toEndWith('limit cardinality($line_id::uuid[])) line');
});

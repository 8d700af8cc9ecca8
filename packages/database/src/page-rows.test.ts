import { expect, test } from 'bun:test';
import { rowsFor } from './page-rows.ts';

test('a page has one row more to read than it shows, and the largest is of a hundred', () => {
  expect([1, 20, 21, 50, 51, 100].map(rowsFor)).toEqual([21, 21, 51, 51, 101, 101]);
  expect(() => rowsFor(101)).toThrow('No page has 101 rows');
});

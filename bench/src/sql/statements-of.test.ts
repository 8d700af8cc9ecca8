import { expect, test } from 'bun:test';
import type { Heard } from './listening-proxy.ts';
import { statementsOf } from './statements-of.ts';

const isWrite = (sql: string) => sql.startsWith('insert into orders');
/** `1 begin` is heard on connection 1. */
const heard = (...lines: string[]): Heard[] =>
  lines.map((line) => ({ connection: Number(line[0]), sql: line.slice(2), parameters: [] }));
const sqlOf = (...all: Heard[][]) => statementsOf(all, isWrite).map(({ sql }) => sql);

test('a request is what it did before its transaction, and the transaction with its commit; not what the relay does then', () => {
  const one = ['2 claim', '1 begin', '1 insert into orders', '1 commit', '2 select from outbox'];
  expect(sqlOf(heard(...one), heard(...one))).toEqual(['claim', 'begin', 'insert into orders', 'commit']);
});

test('what is heard beside the transaction, or not each time, is a timer', () => {
  const first = heard('3 look', '2 claim', '1 begin', '2 renew', '1 insert into orders', '1 commit');
  const second = heard('2 claim', '1 begin', '2 renew', '1 insert into orders', '1 commit');
  expect(sqlOf(first, second)).toEqual(['claim', 'begin', 'insert into orders', 'commit']);
});

test('a write of one statement is its own end, whatever transaction was there before', () => {
  const one = heard('1 begin', '1 other', '1 commit', '2 claim', '1 insert into orders', '1 select from outbox');
  expect(sqlOf(one, heard('2 claim', '1 insert into orders'))).toEqual(['claim', 'insert into orders']);
});

test('a statement that a request makes twice is there twice', () => {
  const one = heard('1 look', '1 look', '1 insert into orders');
  expect(sqlOf(one, one)).toEqual(['look', 'look', 'insert into orders']);
  expect(sqlOf(one, one.slice(1))).toEqual(['look', 'insert into orders']);
});

test('a request that wrote nothing is an error', () => {
  expect(() => sqlOf(heard('1 begin', '1 commit'))).toThrow('no statement wrote an order');
});

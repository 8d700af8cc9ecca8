import { expect, test } from 'bun:test';
import { namedSql } from './named-sql.ts';

const { text, values } = namedSql('select $name, $id::int, $name from t where note = $note');

test('parameters are numbered as they first come, a cast left alone', () => {
  expect(text).toBe('select $1, $2::int, $1 from t where note = $3');
  expect(values({ id: 7, note: null, name: 'a', other: 1 })).toEqual(['a', 7, null]);
});

test('a missing parameter is an error that names it', () => {
  expect(() => values({ id: 7, name: 'a' })).toThrow('note');
});

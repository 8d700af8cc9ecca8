import { expect, test } from 'bun:test';
import { forDriver } from './for-driver.ts';

test('variables become parameters, each where it stands, and a cast stays a cast', () => {
  expect(forDriver('select to_hex(:n::bigint), :buyer::text, :n::bigint, a::n')).toEqual({
    sql: 'select to_hex($1::bigint), $2::text, $3::bigint, a::n',
    names: ['n', 'buyer', 'n'],
  });
});

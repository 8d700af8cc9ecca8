import { expect, test } from 'bun:test';
import { errorType } from './error-type.ts';
import { Problem } from './problem.ts';

class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

test.each([
  [new Problem(503, 'database.unavailable', 'away'), 'database.unavailable'],
  [Object.assign(new Error('duplicate key (email)=(a@b.c)'), { code: '23505' }), '23505'],
  [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new NoAnswer('a@b.c'), 'NoAnswer'],
  [Object.assign(new Error('x'), { code: 'user a@b.c is unknown' }), 'Error'],
  [Object.assign(new Error('x'), { name: 'a@b.c' }), '_OTHER'],
  ['a@b.c', '_OTHER'],
  [undefined, '_OTHER'],
])('%p is of the type %s', (error, type) => {
  expect(errorType(error)).toBe(type);
});

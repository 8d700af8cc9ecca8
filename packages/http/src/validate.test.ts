import { Type as T } from '@sinclair/typebox';
import { expect, test } from 'bun:test';
import { validator } from './validate.ts';

test('objects are closed at every depth unless their schema says otherwise', () => {
  const inner = T.Object({ a: T.Integer() });
  const { check } = validator(
    T.Object({
      list: T.Array(inner),
      maybe: T.Union([inner, T.Null()]),
      open: T.Object({}, { additionalProperties: true }),
    }),
  );
  const good = { list: [{ a: 1 }], maybe: null, open: { any: 1 } };
  expect(check(good)).toBe(true);
  expect(check({ ...good, list: [{ a: 1, b: 1 }] })).toBe(false);
  expect(check({ ...good, maybe: { a: 1, b: 1 } })).toBe(false);
  expect(check({ ...good, other: 1 })).toBe(false);
});

test('a format that nobody registered stops the start, not each request', () => {
  expect(() => validator(T.Object({ at: T.String({ format: 'moment' }) }))).toThrow(
    'the format moment of the contract is not registered',
  );
});

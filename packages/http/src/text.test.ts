import { expect, test } from 'bun:test';
import { unstorable } from './text.ts';

test('a text that Postgres or UTF-8 cannot keep is found by its path', () => {
  expect(unstorable({ a: ['ok', { b: 'x\0' }] })).toEqual({ path: 'a.1.b', message: 'must not contain NUL' });
  expect(unstorable(['\ud800'])).toEqual({ path: '0', message: 'must be valid Unicode' });
  expect(unstorable({ a: 'é 😀 \n', b: null, c: 1, d: [true] })).toBeUndefined();
});

test('a key that means a prototype, or cannot be kept, is found in objects of any key', () => {
  const message = 'has a key that is not allowed';
  expect(unstorable(JSON.parse('{"a":{"__proto__":{"role":"admin"}}}'))).toEqual({ path: 'a', message });
  expect(unstorable({ 'x\0': 1 })?.message).toBe(message);
});

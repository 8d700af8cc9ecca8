import { expect, test } from 'bun:test';
import { secondsOf } from '../duration.ts';

test.each([
  ['45s', 45],
  ['2m20s', 140],
  ['1h', 3600],
  ['1h1m1s', 3661],
])('%s is %d seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test.each([[''], ['0s'], ['45'], ['1.5m'], ['s'], ['1s1m'], ['-1s']])('"%s" is no duration', (text) => {
  expect(() => secondsOf(text)).toThrow('is no duration above 0');
});

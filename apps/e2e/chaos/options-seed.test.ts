import { expect, test } from 'bun:test';
import { drawSeed, parseSeed, seedMax } from './options-seed.ts';

test('a seed is any whole number of 32 bits, and nothing else', () => {
  expect(parseSeed('0')).toBe(0);
  expect(parseSeed(String(seedMax))).toBe(seedMax);
  for (const wrong of ['', '-1', '1.5', '0x10', 'one', ' 1', String(seedMax + 1)])
    expect(() => parseSeed(wrong)).toThrow('is no whole number');
});

test('a drawn seed can be given again', () => {
  const seed = drawSeed();
  expect(parseSeed(String(seed))).toBe(seed);
});

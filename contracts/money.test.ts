import { describe, expect, test } from 'bun:test';
import { hasPlaces, toAmount, toCents } from './money.ts';

const centsMax = 99_999_999_999_999;

describe('toCents', () => {
  test('a decimal becomes its cents, whatever its binary fraction is', () => {
    for (const [amount, cents] of [
      [0, 0],
      [0.01, 1],
      [0.07, 7],
      [0.29, 29],
      [1.1, 110],
      [19.99, 1999],
      [99.99, 9999],
      [1234567.89, 123456789],
      [9999999.99, 999999999],
      [999999999999.99, centsMax],
    ] as const) {
      expect(toCents(amount)).toBe(cents);
    }
  });

  test('a sum or product of decimals loses its binary noise', () => {
    expect(toCents(0.1 + 0.2)).toBe(30);
    expect(toCents(99.99 * 3)).toBe(29997);
    expect(toCents(1.005 * 1000)).toBe(100500);
  });

  test('more than two places, below 0, above the highest and no number throw a RangeError', () => {
    for (const amount of [
      99.999,
      1.005,
      0.001,
      999999999.991,
      999999999999.994,
      -0.01,
      1_000_000_000_000,
      1e21,
      Infinity,
      -Infinity,
      NaN,
    ]) {
      expect(() => toCents(amount)).toThrow(RangeError);
    }
  });
});

describe('toAmount', () => {
  test('every number of cents comes back from its amount', () => {
    for (let cents = 0; cents < 100_000; cents += 1) expect(toCents(toAmount(cents))).toBe(cents);
    for (let cents = centsMax; cents > centsMax - 10_000; cents -= 1) expect(toCents(toAmount(cents))).toBe(cents);
  });

  test('JSON shows an amount with at most two places', () => {
    for (let cents = centsMax; cents > 0; cents = Math.floor(cents / 3)) {
      expect(JSON.stringify(toAmount(cents))).toMatch(/^\d+(\.\d{1,2})?$/);
    }
  });

  test('a fraction of a cent, below 0, above the highest and no number throw a RangeError', () => {
    for (const cents of [0.5, -1, centsMax + 1, Infinity, NaN]) expect(() => toAmount(cents)).toThrow(RangeError);
  });
});

test('places are counted as JSON writes them', () => {
  expect(hasPlaces(99.99, 2)).toBe(true);
  expect(hasPlaces(99.9, 2)).toBe(true);
  expect(hasPlaces(99.999, 2)).toBe(false);
  expect(hasPlaces(0.1 + 0.2, 2)).toBe(false);
  expect(hasPlaces(5, 0)).toBe(true);
});

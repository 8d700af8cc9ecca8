import { expect, test } from 'bun:test';
import { seededRandom, seedOf } from './seeded-random.ts';

const draws = (seed: number): number[] => Array.from({ length: 1_000 }, seededRandom(seed));

test('the same seed draws the same, another one others, evenly from 0 to below 1', () => {
  expect(draws(7)).toEqual(draws(7));
  expect(draws(8)).not.toEqual(draws(7));
  const all = draws(9);
  expect(all.every((one) => one >= 0 && one < 1)).toBe(true);
  expect(all.reduce((sum, one) => sum + one, 0) / all.length).toBeWithin(0.45, 0.55);
});

test('each part of a run has a seed of its own, the same in each run', () => {
  expect(seedOf(1, 'load')).toBe(seedOf(1, 'load'));
  expect(new Set([seedOf(1, 'load'), seedOf(1, 'faults'), seedOf(2, 'load')]).size).toBe(3);
});

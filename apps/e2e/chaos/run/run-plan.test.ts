import { expect, test } from 'bun:test';
import { serviceNames } from '@ecomm/tools/shop/services';
import type { Copies } from '../options.ts';
import { fullPace } from '../faults/pace.ts';
import { faultsAt } from '../faults/table.ts';
import { planFull, withoutDone } from './run-plan.ts';
import type { Result } from './run-result.ts';

const faults = faultsAt(fullPace);
const two = Object.fromEntries(serviceNames.map((name) => [name, 2])) as Copies;
const legs = planFull(faults, 10, two);

test('a full run has every fault with its seed, and the eight worst with two seeds more on three copies', () => {
  const first = legs.filter(({ seed }) => seed === 10).flatMap((leg) => leg.faults);
  expect(new Set(first)).toEqual(new Set(faults));
  const more = legs.filter(({ seed }) => seed !== 10);
  expect(more.map(({ seed }) => seed)).toEqual([11, 12]);
  for (const leg of more) {
    expect(leg.faults).toEqual(faults.filter(({ worst }) => worst));
    expect(new Set(Object.values(leg.copies))).toEqual(new Set([3]));
  }
});

test('a run that is taken up again leaves out what has its result, seed by seed', () => {
  const [leg] = legs;
  const done = leg!.faults.map(({ name }) => ({ fault: name, seed: 10 }) as Result);
  const left = withoutDone(legs, done);
  expect(left).toHaveLength(legs.length - 1);
  expect(left.filter(({ seed }) => seed === 11)).toEqual(legs.filter(({ seed }) => seed === 11));
});

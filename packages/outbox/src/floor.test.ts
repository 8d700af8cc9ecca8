import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test';
import { Floor } from './floor.ts';
import type { Unsent } from './unsent.ts';

let now = 10_000;
let clock: ReturnType<typeof spyOn>;
beforeEach(() => void (clock = spyOn(performance, 'now').mockImplementation(() => now)));
afterEach(() => clock.mockRestore());

/** Looks half a second apart, each whole, by snapshots of `[oldest, next]`. */
function wholeLooks(floor: Floor, looks: readonly [oldest: number, next: number, ...seen: number[]][]): number[] {
  return looks.map(([oldest, next, ...seen]) => {
    now += 500;
    expect(floor.isWholeDue).toBe(true);
    const rows = seen.map((position) => ({ position }) as Unsent);
    floor.saw(rows, { oldest: BigInt(oldest), next: BigInt(next) });
    expect(floor.isWholeDue).toBe(false);
    return floor.from;
  });
}

test('looks begin at a front when all that could have put a row before it have ended, and one whole look later', () => {
  // At the second look 107 is running, which may have drawn a position below 5; at the third and fourth it still is.
  const from = wholeLooks(new Floor(), [
    [100, 101, 5, 6],
    [107, 109, 8],
    [107, 130, 20],
    [107, 150, 30],
    [131, 160, 40],
  ]);
  expect(from).toEqual([0, 0, 0, 0, 5]);
});

test('a row that was put late and is not sent yet holds looks back', () => {
  const floor = new Floor();
  expect(
    wholeLooks(floor, [
      [100, 101, 50],
      [101, 102, 60],
      [103, 104, 40, 70],
    ]),
  ).toEqual([0, 0, 40]);
  expect(wholeLooks(floor, [[104, 105, 38]])).toEqual([38]);
});

test('where nothing waits the front is behind the last that was seen', () => {
  expect(
    wholeLooks(new Floor(), [
      [1, 1, 5, 6],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ]),
  ).toEqual([0, 0, 5, 5, 7]);
});

import { expect, spyOn, test } from 'bun:test';
import { Floor } from './floor.ts';
import type { Unsent } from './unsent.ts';

const rows = (...positions: number[]) => positions.map((position) => ({ position }) as Unsent);

test('a look in half a second begins at the front, the others where the front was two such looks ago', () => {
  let now = 10_000;
  const clock = spyOn(performance, 'now').mockImplementation(() => now);
  const floor = new Floor();
  const looks: number[] = [];
  const look = (passedMs: number, ...seen: number[]) => {
    now += passedMs;
    looks.push(floor.from());
    floor.saw(rows(...seen));
  };
  look(0, 5, 6); // whole
  look(10, 7);
  look(500, 8, 9); // whole
  look(10, 10);
  look(500); // whole: nothing waits
  look(10, 12);
  look(500, 13); // whole
  look(10, 14);
  clock.mockRestore();
  expect(looks).toEqual([0, 0, 0, 5, 0, 8, 0, 11]);
});

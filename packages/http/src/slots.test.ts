import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test';
import { Slots } from './slots.ts';

let now = 0;
let clock: ReturnType<typeof spyOn>;
beforeEach(() => void (clock = spyOn(performance, 'now').mockImplementation(() => now)));
afterEach(() => clock.mockRestore());

/** Takes as many as there are. */
function fill(slots: Slots): number {
  let taken = 0;
  try {
    for (;;) {
      slots.take();
      taken += 1;
    }
  } catch {
    return taken;
  }
}

/** All that are under way end, one every half a second. */
const end = (slots: Slots, count: number, tookMs: number): void => {
  for (let one = 0; one < count; one += 1) {
    now += 500;
    slots.free(tookMs);
  }
};

test('as many as the cap says are taken while they are fast, and what is more is refused', () => {
  const slots = new Slots(100);
  expect(fill(slots)).toBe(100);
  end(slots, 100, 900);
  expect(fill(slots)).toBe(100);
  expect(() => slots.check()).toThrow('Too many requests at once');
});

test('slow ones make it fewer, down to what is no overload; fast ones make it more again', () => {
  const slots = new Slots(100);
  fill(slots);
  end(slots, 2, 2_000);
  expect(fill(slots)).toBe(0); // 98 are under way, and 49 may be
  end(slots, 98, 2_000);
  expect(fill(slots)).toBe(16);
  end(slots, 16, 20);
  const more = fill(slots);
  expect(more).toBeGreaterThan(20);
  end(slots, more, 20);
  expect(fill(slots)).toBeGreaterThan(more);
});

test('many that end at once make it fewer once', () => {
  const slots = new Slots(100);
  fill(slots);
  for (let one = 0; one < 100; one += 1) slots.free(2_000);
  expect(fill(slots)).toBe(70);
});

test('a cap below what is no overload stays as it is', () => {
  const slots = new Slots(8);
  fill(slots);
  end(slots, 8, 2_000);
  expect(fill(slots)).toBe(8);
});

import { expect, test } from 'bun:test';
import { listCache } from './list-cache.ts';

test('many who ask at once are answered by one', async () => {
  const lists = listCache<number>({ maxAgeMs: 60_000 });
  let made = 0;
  const make = async () => ++made;
  expect(await Promise.all([lists.get('a', make), lists.get('a', make), lists.get('b', make)])).toEqual([1, 1, 2]);
  expect(await lists.get('a', make)).toBe(1);
});

test('an old answer, a cleared one and a failed one are made again', async () => {
  const old = listCache<number>({ maxAgeMs: 0 });
  let made = 0;
  const make = async () => ++made;
  await old.get('a', make);
  expect(await old.get('a', make)).toBe(2);

  const lists = listCache<number>({ maxAgeMs: 60_000 });
  expect(await lists.get('a', () => Promise.reject(new Error('down'))).catch(String)).toBe('Error: down');
  expect(await lists.get('a', make)).toBe(3);
  lists.clear();
  expect(await lists.get('a', make)).toBe(4);
});

test('it never holds more than its number of entries', async () => {
  const lists = listCache<number>({ maxAgeMs: 60_000, entriesMax: 2 });
  let made = 0;
  const make = async () => ++made;
  for (const key of ['a', 'b', 'c', 'a']) await lists.get(key, make);
  expect(made).toBe(4);
});

import { expect, test } from 'bun:test';
import { kept } from './kept.ts';

test('one look serves all who ask while it is fresh, also those who ask while it is under way', async () => {
  let looks = 0;
  const look = kept(async () => {
    looks += 1;
    await Bun.sleep(1);
    return looks;
  }, 60_000);
  expect(await Promise.all([look(), look(), look()])).toEqual([1, 1, 1]);
  expect(await look()).toBe(1);
});

test('what is old is looked at again, also after a failure', async () => {
  let looks = 0;
  const look = kept(async () => {
    looks += 1;
    if (looks === 1) throw new Error('away');
    return looks;
  }, 0);
  expect(look()).rejects.toThrow('away');
  expect(await look()).toBe(2);
});

import { expect, test } from 'bun:test';
import { setImmediate as turn } from 'node:timers/promises';
import { together } from './together.ts';

/** Writes that end when told, of three at most. */
function gate(isOfOne?: (error: unknown) => boolean) {
  const writes: { items: readonly number[]; end: PromiseWithResolvers<void> }[] = [];
  const write = together<number, string>({ max: 3, ...(isOfOne ? { isOfOne } : {}) }, async (items) => {
    const end = Promise.withResolvers<void>();
    writes.push({ items, end });
    await end.promise;
    return items.map((item) => `${item} written`);
  });
  return { write: (item: number) => write(item).catch(String), writes };
}

test('what comes in one turn or while a write is under way is written together, at most so many at a time', async () => {
  const { write, writes } = gate();
  const calls = [1, 2].map(write);
  await turn();
  calls.push(...[3, 4, 5, 6].map(write));
  await turn();
  expect(writes.map(({ items }) => items)).toEqual([[1, 2]]);
  writes[0]!.end.resolve();
  await turn();
  expect(writes[1]!.items).toEqual([3, 4, 5]);
  writes[1]!.end.resolve();
  await turn();
  expect(writes[2]!.items).toEqual([6]);
  writes[2]!.end.resolve();
  expect(await Promise.all(calls)).toEqual([1, 2, 3, 4, 5, 6].map((item) => `${item} written`));
});

test('a write that fails fails its own calls only', async () => {
  const { write, writes } = gate();
  const calls = [1, 2].map(write);
  await turn();
  calls.push(write(3));
  writes[0]!.end.reject(new Error('no'));
  await turn();
  writes[1]!.end.resolve();
  expect(await Promise.all(calls)).toEqual(['Error: no', 'Error: no', '3 written']);
});

test('a write that fails for one of many is done again for each alone', async () => {
  const { write, writes } = gate((error) => String(error).includes('one'));
  const calls = [1, 2, 3].map(write);
  await turn();
  writes[0]!.end.reject(new Error('one is wrong'));
  for (const [n, end] of [
    () => writes[1]!.end.resolve(),
    () => writes[2]!.end.reject(new Error('one is wrong')),
    () => writes[3]!.end.resolve(),
  ].entries()) {
    await turn();
    expect(writes[n + 1]!.items).toEqual([n + 1]);
    end();
  }
  expect(await Promise.all(calls)).toEqual(['1 written', 'Error: one is wrong', '3 written']);
});

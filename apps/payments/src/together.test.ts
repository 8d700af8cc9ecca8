import { expect, test } from 'bun:test';
import { together } from './together.ts';

/** Writes that end when told. */
function gate() {
  const writes: { items: readonly number[]; end: PromiseWithResolvers<void> }[] = [];
  const write = together<number>(3, async (items) => {
    const end = Promise.withResolvers<void>();
    writes.push({ items, end });
    await end.promise;
  });
  return { write, writes };
}

test('what comes while a write is under way is written together by the next, at most so many at a time', async () => {
  const { write, writes } = gate();
  const all = Promise.all([1, 2, 3, 4, 5].map(write));
  expect(writes.map(({ items }) => items)).toEqual([[1]]);
  writes[0]!.end.resolve();
  await Bun.sleep(0);
  expect(writes[1]!.items).toEqual([2, 3, 4]);
  writes[1]!.end.resolve();
  await Bun.sleep(0);
  expect(writes[2]!.items).toEqual([5]);
  writes[2]!.end.resolve();
  await all;
});

test('a write that fails fails its own calls only', async () => {
  const { write, writes } = gate();
  const first = write(1);
  const second = write(2);
  writes[0]!.end.reject(new Error('no'));
  expect(first).rejects.toThrow('no');
  await Bun.sleep(0);
  writes[1]!.end.resolve();
  await second;
});

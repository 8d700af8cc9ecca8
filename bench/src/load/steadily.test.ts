import { expect, test } from 'bun:test';
import { steadily } from './steadily.ts';

test('work is begun at its rate, though the earlier has not ended, and results come in order', async () => {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const { results } = await steadily({ perSecond: 1_000, count: 20 }, async (turn) => {
    begun++;
    if (begun === 20) all.resolve();
    await all.promise;
    return turn;
  });
  expect(results).toEqual(Array.from({ length: 20 }, (_, turn) => turn));
});

test('a failure is told, when all were begun', async () => {
  let begun = 0;
  const work = async (turn: number) => {
    begun++;
    if (turn === 1) throw new Error('refused');
  };
  const failure = await steadily({ perSecond: 1_000, count: 5 }, work).catch((error: unknown) => error);
  expect(failure).toEqual(new Error('refused'));
  expect(begun).toBe(5);
});

import { expect, test } from 'bun:test';
import { smallest } from '../scale.ts';
import { alternate } from './alternate.ts';

test('contestants take turns, after each has warmed up, and what is between is done before each', async () => {
  const done: string[] = [];
  const contestant = (name: string) => ({
    name,
    round: async (forMs: number) => {
      done.push(`${name} ${forMs}`);
      return { perSecond: done.length };
    },
  });
  const scale = { ...smallest, rounds: 2, roundMs: 2, warmUpMs: 1 };
  const rounds = await alternate({ scale, say: () => {} }, 'GET', ['a', 'b'].map(contestant), async () => {
    done.push('|');
  });
  expect(done.join(' ')).toBe('| a 1 | b 1 | a 2 | b 2 | a 2 | b 2');
  expect(rounds).toEqual([
    [{ perSecond: 6 }, { perSecond: 10 }],
    [{ perSecond: 8 }, { perSecond: 12 }],
  ]);
});

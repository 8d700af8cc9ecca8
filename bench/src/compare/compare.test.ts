import { expect, test } from 'bun:test';
import { ratio, rate } from './compare.ts';
import type { Round } from './round.ts';

const round = (perSecond: number, serverMicros?: number, clientBusy: number | undefined = 0.4): Round => ({
  perSecond,
  serverMicros,
  clientBusy,
});

test('two are compared by the medians of their rounds: one round that went wrong changes nothing', () => {
  const own = [round(800, 125), round(790, 126), round(10, 9000)];
  const bare = [round(1000, 100), round(980, 101), round(1010, 99)];
  expect(ratio('GET', own, bare, 0.7)).toEqual({
    measure: 'GET',
    value: 0.79,
    unit: '×',
    atLeast: 0.7,
    note: '790 to 1,000 /s; server 126 to 100 µs a request; client 40 % of a core',
  });
});

test('a client that had no time left is told, whichever of the two it had to serve', () => {
  expect(ratio('GET', [round(9, 1)], [round(9, 1, 0.95)]).note).toContain('THE CLIENT WAS THE BOTTLENECK');
  expect(rate('GET', [round(9, 1, 0.95)]).note).toContain('THE CLIENT WAS THE BOTTLENECK');
});

test('processor time that one side does not tell is left out, as is a client that is not ours', () => {
  const pgbench: Round = { perSecond: 10 };
  expect(ratio('POST', [round(5, 70)], [pgbench]).note).toBe('5 to 10 /s; client 40 % of a core');
  expect(ratio('POST', [pgbench], [pgbench])).toEqual({ measure: 'POST', value: 1, unit: '×', note: '10 to 10 /s' });
});

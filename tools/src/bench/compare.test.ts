import { expect, test } from 'bun:test';
import { rows } from './compare.ts';
import type { Round } from './load.ts';

const round = (perSecond: number, serverMicros: number | undefined, clientBusy = 0.4): Round => ({
  perSecond,
  serverMicros,
  clientBusy,
});

test('servers are compared by the medians of their rounds: one round that went wrong changes nothing', () => {
  const own = [round(800, 125), round(790, 126), round(10, 9000)];
  const bare = [round(1000, 100), round(980, 101), round(1010, 99)];
  const [speed, cpu] = rows('GET', own, bare, 0.7);
  expect(speed).toMatchObject({ value: 0.79, atLeast: 0.7, note: '790 to 1,000 /s; client 40 % of a core' });
  expect(cpu?.value).toBeCloseTo(100 / 126);
});

test('a client that had no time left is told', () => {
  expect(rows('GET', [round(9, 1, 0.95)], [round(9, 1)], 0.7)[0]?.note).toContain('THE CLIENT WAS THE BOTTLENECK');
});

test('without the processor time of the servers there is one ratio', () => {
  expect(rows('GET', [round(9, undefined)], [round(9, undefined)], 0.7)).toHaveLength(1);
});

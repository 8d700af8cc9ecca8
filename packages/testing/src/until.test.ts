import { expect, test } from 'bun:test';
import { failure } from './failure.ts';
import { until } from './until.ts';

test('gives what the condition gave, however often it threw before', async () => {
  let asked = 0;
  const value = await until(() => {
    asked += 1;
    if (asked < 3) throw new Error('not yet');
    return { asked };
  });
  expect(value).toEqual({ asked: 3 });
});

test('fails at its deadline with what it waited for', async () => {
  expect(String(await failure(until(() => false, { timeoutMs: 5, what: 'rain' })))).toContain('waited 5 ms for rain');
});

import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { hedging } from './hedging.ts';

/** Calls that end as the test has them end, in the order in which they were made. */
function calls() {
  const made: PromiseWithResolvers<string>[] = [];
  const ask = (): Promise<string> => {
    const call = Promise.withResolvers<string>();
    made.push(call);
    return call.promise;
  };
  const untilMade = (count: number) => until(() => made.length >= count);
  return { made, ask, untilMade };
}

test('a call that ends in time is made once, however it ends', async () => {
  const { made, ask } = calls();
  const hedged = hedging();
  const well = hedged(ask, 10_000);
  made[0]!.resolve('a');
  expect(await well).toBe('a');
  const ill = hedged(ask, 10_000);
  made[1]!.reject(new Error('no'));
  expect(await ill.catch(String)).toBe('Error: no');
  expect(made).toHaveLength(2);
});

test.each([
  ['the second answers first', 1, 0],
  ['the first answers after all', 0, 1],
])('late, the call is made again: %s', async (_, answering, failing) => {
  const { made, ask, untilMade } = calls();
  const call = hedging()(ask, 1);
  await untilMade(2);
  made[failing]!.reject(new Error('no'));
  made[answering]!.resolve('answer');
  expect(await call).toBe('answer');
});

test('without any answer the call fails as its first attempt did', async () => {
  const { made, ask, untilMade } = calls();
  const call = hedging()(ask, 1);
  await untilMade(2);
  made[1]!.reject(new Error('second'));
  made[0]!.reject(new Error('first'));
  expect(await call.catch(String)).toBe('Error: first');
});

test('so many are made again at a time and no more; one that has ended makes room', async () => {
  const { made, ask, untilMade } = calls();
  const hedged = hedging(1);
  const first = hedged(ask, 1);
  await untilMade(2);
  const second = hedged(ask, 1);
  void hedging()(ask, 1); // begun later, so that what is due before has happened when this one is made again
  await untilMade(5);
  expect(made).toHaveLength(5);
  made[2]!.resolve('alone');
  expect(await second).toBe('alone');
  made[1]!.resolve('a');
  expect(await first).toBe('a');
  void hedged(ask, 1);
  await untilMade(7);
});

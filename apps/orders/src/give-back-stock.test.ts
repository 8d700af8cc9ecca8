import { afterEach, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { giveBackStock } from './give-back-stock.ts';
import { log } from './orders.fixture.ts';

let returns: ReturnType<typeof giveBackStock> | undefined;
afterEach(() => returns?.stop?.());

test('stock that products did not take back is offered again until it does, once', async () => {
  const asked: string[] = [];
  let isUp = false;
  const release = async (orderId: string) => {
    asked.push(orderId);
    if (!isUp) throw new Error('away');
  };
  returns = giveBackStock({ catalog: { release }, log, everyMs: 5 });
  await returns.start?.();
  await returns.giveBack('a');
  await returns.giveBack('b');
  isUp = true;
  await until(() => asked.filter((id) => id === 'b').length === 2, { what: 'a second offer' });
  await returns.giveBack('c');
  await until(() => asked.includes('c'));
  expect(asked.filter((id) => id === 'c')).toEqual(['c']);
});

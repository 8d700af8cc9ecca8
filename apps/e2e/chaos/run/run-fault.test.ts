import { expect, test } from 'bun:test';
import type { Bar, Fault, World } from '../fault.ts';
import { most } from '../faults/bars.ts';
import { carryOut, type Site } from './run-fault.ts';
import { emptyRecord } from '../record/record.ts';

const rates: number[] = [];
const world = {
  seed: 7,
  record: emptyRecord(7),
  load: { acked: 0, failed: 0, unknown: 0, rate: (perSecond: number) => void rates.push(perSecond) },
  logs: 'one',
  say: () => {},
  window: (_: string, work: () => Promise<unknown>) => work(),
} as unknown as World;
const site: Site = { world, copies: '', rate: 20, known: new Set(), where: '' };
const fault = (changes: Partial<Fault>): Fault => ({
  name: 'a-fault',
  group: 'process',
  says: 'something breaks',
  run: () => Promise.resolve([]),
  ...changes,
});

test('a fault whose program is not there is skipped, and says which', async () => {
  const ran = { run: false };
  const needy = fault({ needs: 'no-such-program', run: () => Promise.resolve([]).finally(() => (ran.run = true)) });
  expect(await carryOut(site, needy)).toMatchObject({
    outcome: 'skipped',
    why: 'there is no no-such-program on this machine',
  });
  expect(ran.run).toBe(false);
});

test('a missed bar is a broken promise, but for milliseconds, which are the machine’s too; and a fault that fails itself is told apart from it', async () => {
  const at = (measured: number, unit: Bar['unit']) =>
    fault({ run: () => Promise.resolve([most('failed requests', measured, 3_000, unit)]) });
  expect(await carryOut(site, at(2_999, 'count'))).toMatchObject({ outcome: 'held', seed: 7 });
  expect(await carryOut(site, at(3_001, 'count'))).toMatchObject({ outcome: 'broke' });
  expect(await carryOut(site, at(3_001, 'ms'))).toMatchObject({ outcome: 'held' });
  const failing = fault({ run: () => Promise.reject(new Error('no broker', { cause: new Error('frozen') })) });
  expect(await carryOut(site, failing)).toMatchObject({ outcome: 'spoiled', why: 'no broker: frozen' });
});

test('the load is on while a fault is, and healing is on record', async () => {
  rates.length = 0;
  const before = Date.now();
  await carryOut(site, fault({}));
  expect(rates).toEqual([20]);
  expect(world.record.healedAt).toBeGreaterThanOrEqual(before);
});

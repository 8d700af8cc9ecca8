import { afterAll, expect, test } from 'bun:test';
import { measures } from './measures.ts';
import { openBench } from './open-bench.ts';
import { smallest } from './scale.ts';

const bench = await openBench({ scale: smallest, say: () => {}, durable: false });
afterAll(() => bench.cleanup.disposeAsync(), 30_000);

// `start` starts two real shops: tools/src/start.workspace.test.ts has their start.
const names = Object.keys(measures).filter((name) => name !== 'start');

test.each(names)('%s gives rows with figures', async (name) => {
  const rows = await measures[name]!(bench);
  expect(rows.length).toBeGreaterThan(0);
  const unmeasured = rows.filter(({ value }) => !Number.isFinite(value));
  expect(unmeasured).toEqual([]);
});

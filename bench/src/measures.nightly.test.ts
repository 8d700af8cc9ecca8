import { afterAll, expect, test } from 'bun:test';
import { measures } from './measures.ts';
import { openBench } from './open-bench.ts';
import { smallest } from './scale.ts';

const bench = await openBench({ scale: smallest, say: () => {}, durable: false });
afterAll(() => bench.cleanup.disposeAsync(), 30_000);

// In one shop. What starts and stops services is left out: it takes longer than all of these.
test.each(['machine', 'reads', 'create', 'relay', 'latency', 'sustained', 'watchers', 'curve'])(
  '%s gives rows with figures',
  async (name) => {
    const rows = await measures[name]!({ ...bench, endShop: async () => {} });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
  },
);

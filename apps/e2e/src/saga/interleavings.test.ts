import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Rule } from './service.ts';
import { interleaving, play } from './steps.ts';
import { orderCount } from './world.ts';

const seed = Number(process.env['SAGA_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = 10_000;

test(`money, stock and statuses stay right in ${numRuns} interleavings of people, results, repeats and crashes`, () => {
  console.log(`SAGA_SEED=${seed}`);
  let runs = 0;
  const reached = new Set<string>();
  const { counterexample } = fc.check(
    fc.property(interleaving, (steps) => {
      runs += 1;
      const { world, broken } = play(steps);
      for (let order = 0; order < orderCount; order += 1) reached.add(world.status(order) ?? 'none');
      for (const topic of world.topics.keys()) reached.add(topic.split(' ')[0]!);
      return broken === undefined;
    }),
    { seed, numRuns },
  );
  const found = counterexample && play(counterexample[0]);
  if (found) console.log(`SAGA_SEED=${seed}: ${found.broken}\n${found.world.story.join('\n')}`);
  expect(found?.broken).toBeUndefined();
  expect(runs).toBe(numRuns);
  for (const status of ['none', 'paid', 'shipped', 'delivered', 'failed', 'cancelled', 'refunded', 'stock.shortfall'])
    expect(reached).toContain(status);
}, 180_000);

/** A rule that is taken away, and the invariant that must be seen to break. */
const rules: [Rule, string][] = [
  ['late refund', 'I7'],
  ['inbox', 'I12'],
  ['stock debt', 'I10'],
  ['charge key', 'I6'],
  ['conditional update', 'I8'],
];

test.each(rules)(
  'the model finds what breaks without %s (%s)',
  (rule, invariant) => {
    const without = new Set([rule]);
    const { failed } = fc.check(
      fc.property(interleaving, (steps) => !play(steps, without).broken?.startsWith(invariant)),
      { seed: 1, numRuns: 5_000, endOnFailure: true },
    );
    expect(failed).toBe(true);
  },
  60_000,
);

import { writeSync } from 'node:fs';
import { parseFailpoints, type Point } from './failpoint-spec.ts';
import { Problem } from './problem.ts';
import { seededRandom } from './seeded-random.ts';

declare global {
  /**
   * A named place where a test may have this process die, fail or wait: `await failpoint('orders.after-commit')`. Does
   * nothing unless armed. A global, as `bun build --drop=failpoint` takes only calls of globals out of a bundle.
   */
  function failpoint(name: string): Promise<void> | void;
}

export interface Arming {
  /** Same seed and copy, same draws at each point. */
  seed: string;
  copy: number;
}

interface Armed extends Point {
  draw: () => number;
  hits: number;
}

let points: Map<string, Armed> | undefined;

/** Arms what `spec` names (`orders.after-commit:kill@0.05,…`); without one disarms all. Throws a sentence for a wrong one. */
export function armFailpoints(spec: string | undefined, { seed, copy }: Arming = { seed: '', copy: 0 }): void {
  const named = spec ? parseFailpoints(spec) : [];
  points =
    named.length === 0
      ? undefined
      : new Map(
          named.map((point) => [
            point.name,
            { ...point, draw: seededRandom(Bun.hash.xxHash32(`${seed}/${copy}/${point.name}`)), hits: 0 },
          ]),
        );
}

function failpoint(name: string): Promise<void> | void {
  const point = points?.get(name);
  if (!point) return;
  point.hits += 1;
  if (point.onlyHit !== undefined && point.hits !== point.onlyHit) return;
  if (point.draw() >= point.probability) return;
  return act(point);
}
globalThis.failpoint = failpoint;

function act({ name, action }: Point): Promise<void> {
  if (action.kind === 'delay') return Bun.sleep(action.ms);
  if (action.kind === 'error') throw new Problem(503, 'failpoint', `The failpoint ${name} is armed`);
  // Written at once and by no logger: nothing is flushed after a SIGKILL.
  writeSync(2, `failpoint ${name}: kill\n`);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

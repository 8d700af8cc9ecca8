import type { Supervised } from '@ecomm/tools/shop/supervise';
import type { ServiceName, TestShop } from '../../src/shop.fixture.ts';
import { familySignal } from './family-signal.ts';
import type { Failpoints, World } from '../fault.ts';
import { inTime } from './in-time.ts';
import type { Ends } from '../record/record-ends.ts';
import { seedOf } from './seeded-random.ts';

export type Control = Pick<
  World,
  'kill' | 'untilReady' | 'freeze' | 'thaw' | 'copies' | 'arm' | 'disarm' | 'restartWith' | 'rollingRestart'
> & {
  /** For the end of a run that is cut short: who is frozen with its children cannot be stopped. */
  thawAll(): void;
};

interface ControlDeps {
  shop: TestShop;
  ends: Ends;
  seed: number;
  say(text: string): void;
}

/** Also for one that is killed again and again meanwhile. */
const readyWithinMs = 90_000;

/** Signals to the shop's processes and new starts of them, each on record. */
export function processControl({ shop, ends, seed, say }: ControlDeps): Control {
  const copies = (service?: ServiceName): string[] =>
    (service ? [service] : shop.services).flatMap((one) => shop.copiesOf(one).map(({ name }) => name));
  const restart = async (names: readonly string[], envOf: (name: string) => Supervised['extraEnv']) => {
    for (const name of names) {
      const one = shop.process(name);
      one.extraEnv = envOf(one.name);
      await stop(one, ends);
      await one.start();
    }
  };
  const frozen = new Set<string>();
  const thaw = (name: string): void => {
    const one = shop.process(name);
    frozen.delete(name);
    if (one.pid !== undefined) familySignal(one.pid, 'SIGCONT');
    ends.thawed(one.name);
  };
  return {
    copies,
    kill: (name, signal = 'SIGKILL') => {
      const one = shop.process(name);
      if (one.pid === undefined) return say(`${one.name} is not running: nothing to kill`);
      say(`${signal} to ${one.name}`);
      ends.killed(one.name, signal);
      one.kill(signal);
    },
    untilReady: (name) => inTime(shop.process(name).untilReady(), readyWithinMs, `the start of ${name}`),
    freeze: (name) => {
      const one = shop.process(name);
      if (one.pid === undefined) return say(`${one.name} is not running: nothing to freeze`);
      ends.killed(one.name, 'SIGSTOP');
      frozen.add(name);
      familySignal(one.pid, 'SIGSTOP');
    },
    thaw,
    thawAll: () => frozen.forEach(thaw),
    arm: async (service, failpoints) => {
      if (typeof failpoints === 'string') say(`armed: ${failpoints}`);
      await restart(copies(service), (name) => armed(failpoints, seed, name));
    },
    disarm: (service) => restart(copies(service), () => undefined),
    restartWith: (names, env) => restart(names, () => () => env),
    rollingRestart: async (service) => {
      const stops = [];
      for (const name of copies(service)) {
        const one = shop.process(name);
        stops.push(await stop(one, ends));
        await one.start();
      }
      return stops;
    },
  };
}

/** Each incarnation draws anew: with one seed, a copy that was killed would be killed again at the same moment of its life. */
function armed(failpoints: Failpoints, seed: number, name: string): NonNullable<Supervised['extraEnv']> {
  let incarnation = 0;
  return () => ({
    FAILPOINTS: typeof failpoints === 'string' ? failpoints : failpoints(name),
    FAILPOINT_SEED: String(seedOf(seed, `${name}, life ${++incarnation}`)),
  });
}

async function stop(one: Supervised, ends: Ends) {
  const startedAt = performance.now();
  if (one.pid !== undefined) ends.killed(one.name, 'SIGTERM');
  await one.stop();
  return { process: one.name, code: one.lastEnd?.code ?? null, tookMs: performance.now() - startedAt };
}

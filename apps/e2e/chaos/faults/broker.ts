import { serviceNames } from '../../src/shop.fixture.ts';
import type { Bar, Fault, World } from '../fault.ts';
import { least, most } from './bars.ts';
import { acceptedShare, lastAnswers, slowestAnswerMs, spanOf, untilMoreAcked } from './measure-requests.ts';
import type { Pace } from './pace.ts';
import { withoutBroker } from './without-broker.ts';

export const brokerFaults = (pace: Pace): Fault[] => [
  {
    name: 'broker-down',
    group: 'broker',
    says: `the broker is away for ${pace.brokerAwayMs / 1000} s`,
    worst: true,
    run: (world) => accepting(world, () => withoutBroker(world, () => Bun.sleep(pace.brokerAwayMs))),
  },
  {
    name: 'broker-crash',
    group: 'broker',
    says: 'kill -9 of the broker',
    run: (world) => accepting(world, () => crash(world)),
  },
  {
    name: 'broker-down-at-start',
    group: 'broker',
    says: 'every copy of every service starts while the broker is away',
    run: startWithoutBroker,
  },
  {
    name: 'broker-frozen',
    group: 'broker',
    says: 'the broker is stopped with SIGSTOP and goes on afterwards',
    run: (world) => accepting(world, () => freeze(world, pace.outageMs + 7_000)),
  },
  {
    name: 'broker-flapping',
    group: 'broker',
    says: 'the broker dies four times, as soon as it is back',
    run: (world) => accepting(world, () => flap(world)),
  },
];

/** Orders are accepted whatever the broker does: events follow when it is back. */
async function accepting(world: World, trouble: () => Promise<void>): Promise<Bar[]> {
  const span = await spanOf(trouble);
  await lastAnswers();
  return acceptanceBars(world, span);
}

const acceptanceBars = ({ record }: World, span: { from: number; until: number }): Bar[] => [
  least('orders accepted while the broker is in trouble', acceptedShare(record, span), 99.9, '%'),
  most('the slowest answer meanwhile', slowestAnswerMs(record, span), 3_000),
];

async function crash(world: World): Promise<void> {
  world.kill('kafka');
  await world.untilReady('kafka');
}

async function freeze(world: World, ms: number): Promise<void> {
  world.freeze('kafka');
  await Bun.sleep(ms);
  world.thaw('kafka');
}

async function flap(world: World): Promise<void> {
  for (let n = 0; n < 4; n++) {
    await crash(world);
    await Bun.sleep(1_000 * world.random());
  }
}

async function startWithoutBroker(world: World): Promise<Bar[]> {
  const span = await withoutBroker(world, async () => {
    for (const service of serviceNames) await world.rollingRestart(service);
    return spanOf(() => untilMoreAcked(world, 50));
  });
  await lastAnswers();
  return acceptanceBars(world, span);
}

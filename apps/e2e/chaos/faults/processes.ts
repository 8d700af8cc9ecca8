import { serviceNames } from '../../src/shop.fixture.ts';
import type { Bar, Fault, World } from '../fault.ts';
import { most } from './bars.ts';
import { withoutBroker } from './without-broker.ts';
import { chooseOne } from './choose.ts';
import { untilMoreAcked } from './measure-requests.ts';
import type { Pace } from './pace.ts';
import { stormGroups } from './storm-groups.ts';

const readyWithinMs = 2_000;
/** Longer than a relay's lease of 10 s. */
const leaseLostMs = 12_000;

export const processFaults = (pace: Pace): Fault[] => [
  ...serviceNames.map((service): Fault => ({
    name: `kill-one-of-${service}`,
    group: 'process',
    says: `kill -9 of one copy of ${service}, and of its consumer with it`,
    run: (world) => killAndTime(world, [world.copies(service).at(-1)!]),
  })),
  {
    name: 'kill-at-random',
    group: 'process',
    says: `kill -9 of any copy of any service, ${pace.kills} times`,
    worst: true,
    run: (world) => killAtRandom(world, pace),
  },
  {
    name: 'kill-every-second',
    group: 'process',
    says: 'kill -9 of any copy of any service each second, for 30 s',
    run: (world) => killAtRandom(world, eachSecond),
  },
  {
    name: 'kill-in-an-outage',
    group: 'process',
    says: 'the same while the broker is away for 20 s and Postgres crashes once',
    run: killInOutage,
  },
  {
    name: 'kill-every-service',
    group: 'process',
    says: 'kill -9 of every copy of every service at once',
    worst: true,
    run: (world) => killAndTime(world, world.copies()),
  },
  {
    name: 'two-relays',
    group: 'process',
    says: 'a relay sleeps longer than its lease and wakes up beside the one that took over',
    run: wakeBesideAnother,
  },
  {
    name: 'rebalance-storm',
    group: 'process',
    says: 'a stranger joins and leaves every consumer group again and again',
    run: stormGroups,
  },
];

async function killAndTime(world: World, processes: readonly string[]): Promise<Bar[]> {
  await untilMoreAcked(world, 20);
  for (const process of processes) world.kill(process);
  const took = await Promise.all(processes.map((process) => world.untilReady(process)));
  await untilMoreAcked(world, 20);
  return [readyBar(took)];
}

const eachSecond = { kills: 30, killEveryMs: 1_000 };
const brokerAwayMs = 20_000;

async function killInOutage(world: World): Promise<Bar[]> {
  const killing = killAtRandom(world, eachSecond);
  await withoutBroker(world, () => Bun.sleep(brokerAwayMs));
  world.kill('postgres', 'SIGQUIT');
  await world.untilReady('postgres');
  return killing;
}

async function killAtRandom(world: World, { kills, killEveryMs }: Pick<Pace, 'kills' | 'killEveryMs'>): Promise<Bar[]> {
  const ready: Promise<number>[] = [];
  for (let n = 0; n < kills; n++) {
    const victim = chooseOne(world, world.copies());
    world.kill(victim);
    ready.push(world.untilReady(victim));
    await Bun.sleep(killEveryMs * (0.5 + world.random()));
  }
  return [readyBar(await Promise.all(ready))];
}

const readyBar = (took: readonly number[]): Bar =>
  most('a killed service is ready again after its start', Math.max(...took), readyWithinMs);

async function wakeBesideAnother(world: World): Promise<Bar[]> {
  for (const process of world.copies('orders')) {
    world.freeze(process);
    await Bun.sleep(leaseLostMs);
    world.thaw(process);
    await untilMoreAcked(world, 20);
  }
  return [];
}

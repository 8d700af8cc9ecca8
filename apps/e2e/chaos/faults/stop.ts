import { serviceNames, type ServiceName } from '../../src/shop.fixture.ts';
import type { Bar, Fault, World } from '../fault.ts';
import { most } from './bars.ts';
import { failedRequests, lastAnswers, spanOf, untilMoreAcked } from './measure-requests.ts';

const stopWithinMs = 10_000;

export const stopFaults = (): Fault[] => [
  ...serviceNames.map((service): Fault => ({
    name: `sigterm-${service}`,
    group: 'stop',
    says: `SIGTERM to each copy of ${service} in turn, under load`,
    run: (world) => restart(world, [service]),
  })),
  {
    name: 'rolling-restart',
    group: 'stop',
    says: 'a rolling restart of the whole shop under load',
    run: (world) => restart(world, serviceNames),
  },
];

async function restart(world: World, services: readonly ServiceName[]): Promise<Bar[]> {
  await untilMoreAcked(world, 20);
  const stops: Awaited<ReturnType<World['rollingRestart']>> = [];
  const span = await spanOf(async () => {
    for (const service of services) stops.push(...(await world.rollingRestart(service)));
    await untilMoreAcked(world, 20);
  });
  await lastAnswers();
  const { length: unclean } = stops.filter(({ code }) => code !== 0);
  return [
    most('requests that failed', failedRequests(world.record, span), 0, 'count'),
    most('copies that ended with another code than 0', unclean, 0, 'count'),
    most('the slowest stop', Math.max(...stops.map(({ tookMs }) => tookMs)), stopWithinMs),
  ];
}

import type { Proxy } from '@ecomm/testing/proxy';
import type { Bar, Fault, World } from '../fault.ts';
import { least, most } from './bars.ts';
import { lastAnswers, slowestAnswerMs, spanOf, untilMoreAcked } from './measure-requests.ts';
import type { Pace } from './pace.ts';

const asked = ['users', 'products', 'payments'] as const;
const answeredWithinMs = 3_000;

interface Trouble {
  name: string;
  says: string;
  begin(link: Proxy): void;
  end(link: Proxy): void | Promise<void>;
}

const troubles: readonly Trouble[] = [
  { name: 'down', says: 'refuses every connection', begin: (link) => link.down(), end: (link) => link.up() },
  { name: 'slow', says: 'takes 700 ms longer', begin: (link) => link.latency(350), end: (link) => link.latency(0) },
  {
    name: 'black-holed',
    says: 'accepts and says nothing',
    begin: (link) => link.hold(),
    end: (link) => link.release(),
  },
];

export const dependencyFaults = (pace: Pace): Fault[] => [
  ...asked.flatMap((service) =>
    troubles.map((trouble): Fault => ({
      name: `${service}-${trouble.name}`,
      group: 'dependency',
      says: `${service} ${trouble.says}, by gRPC`,
      run: (world) =>
        during(
          world,
          pace,
          () => trouble.begin(world.links[`${service}-grpc`]),
          () => trouble.end(world.links[`${service}-grpc`]),
        ),
    })),
  ),
  {
    name: 'products-failing',
    group: 'dependency',
    says: 'products answers, and every reservation fails: its table is gone',
    run: (world) =>
      during(
        world,
        pace,
        () => world.shop.sql('products').unsafe('alter table reservations rename to gone'),
        () => world.shop.sql('products').unsafe('alter table gone rename to reservations'),
      ),
  },
  provider('lose-answer', 'the provider charges, and its answer is lost'),
  provider('late-answer', 'the provider answers after the deadline'),
  provider('twice', 'the provider answers twice'),
];

/** Every request is answered in time while a dependency is in trouble, and orders come in again afterwards. */
async function during(world: World, pace: Pace, begin: () => unknown, end: () => unknown): Promise<Bar[]> {
  const span = await spanOf(async () => {
    await begin();
    try {
      await Bun.sleep(pace.outageMs);
    } finally {
      await end();
    }
  });
  const acked = await untilMoreAcked(world, 20);
  await lastAnswers();
  return [
    most('the slowest answer meanwhile', slowestAnswerMs(world.record, span), answeredWithinMs),
    least('orders accepted again afterwards', acked, 20),
  ];
}

function provider(mode: string, says: string): Fault {
  return {
    name: `provider-${mode}`,
    group: 'dependency',
    says,
    run: async (world) => {
      const copies = world.copies('payments');
      await world.restartWith(copies, { PROVIDER_MODES: `${mode}@0.3` });
      try {
        return [least('orders meanwhile', await untilMoreAcked(world, 100), 20)];
      } finally {
        await world.restartWith(copies, {});
      }
    },
  };
}

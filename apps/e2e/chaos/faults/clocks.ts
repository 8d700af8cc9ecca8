import type { ServiceName } from '../../src/shop.fixture.ts';
import type { Fault, World } from '../fault.ts';
import { least } from './bars.ts';
import { untilMoreAcked } from './measure-requests.ts';

const libraries = [
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`,
  '/usr/lib64/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
];
/** Where a token's `exp` is read only the past is harmless: two hours ahead every one is over. */
const offsets = {
  orders: '-2h',
  products: '+2h',
  payments: '+2h',
  notifications: '-2h',
} as const satisfies Partial<Record<ServiceName, string>>;

export const clockFaults = (): Fault[] =>
  (Object.keys(offsets) as (keyof typeof offsets)[]).map((service) => ({
    name: `clock-of-${service}`,
    group: 'clock',
    says: `the clock of one copy of ${service} is two hours ${offsets[service].startsWith('-') ? 'behind' : 'ahead'}`,
    needs: 'faketime',
    run: async (world: World) => {
      const one = world.copies(service).slice(-1);
      await world.restartWith(one, {
        LD_PRELOAD: await findLibrary(),
        FAKETIME: offsets[service],
        // Durations are not what is wrong with a wrong clock.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      try {
        return [least('orders meanwhile', await untilMoreAcked(world, 100), 20)];
      } finally {
        await world.restartWith(one, {});
      }
    },
  }));

async function findLibrary(): Promise<string> {
  for (const path of libraries) if (await Bun.file(path).exists()) return path;
  throw new Error(`libfaketime is none of ${libraries.join(', ')}`);
}

import { join } from 'node:path';
import type { Copies, Options } from '../options.ts';
import type { Site } from './run-fault.ts';
import { watchLag } from './run-lag.ts';
import { startWorld } from '../world/world.ts';

export type OpenSite = Site & { close(): Promise<void> };

let opened = 0;

/** A shop of its own on free ports, with its load, its links and somebody who watches the lag. */
export async function openSite(options: Options, seed: number, copies = options.copies): Promise<OpenSite> {
  const { rate, folder, say, mode } = options;
  say(`starting a shop: ${describe(copies)}, seed ${seed}`);
  const logs = join(folder, `shop-${++opened}`);
  const world = await startWorld({
    seed,
    copies,
    folder: logs,
    // Enough that nobody comes near the cap on pending orders; each costs a hashed password.
    buyers: mode === 'quick' ? 120 : 300,
    // Whoever waits for an answer asks again and again: of a short run they must not be the whole load.
    ...(mode === 'quick' ? { inFlightMax: 100 } : {}),
    say: (line) => say(line.replace(/^\S+ /, '')),
  });
  const stop = watchLag(world);
  say(`the shop is there; what its processes say is in ${logs}`);
  const { databaseUrl, kafkaBrokers } = world.shop;
  return {
    world,
    rate,
    copies: describe(copies),
    known: new Set(),
    where: `${databaseUrl}, KAFKA_BROKERS=${kafkaBrokers}, ${world.shop.url('orders')}`,
    close: async () => {
      world.load.rate(0);
      await stop();
      await world.close();
    },
  };
}

function describe(copies: Copies): string {
  const counts = [...new Set(Object.values(copies))];
  if (counts.length === 1) return `${counts[0]} ${counts[0] === 1 ? 'copy' : 'copies'} of each service`;
  return Object.entries(copies)
    .map(([service, count]) => `${service}=${count}`)
    .join(',');
}

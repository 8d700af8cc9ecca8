import type { Fault } from '../fault.ts';
import { faultsAt } from '../faults/table.ts';
import { killAt, points } from '../faults/failpoints.ts';
import { shortPace } from '../faults/pace.ts';
import type { Options } from '../options.ts';
import { auditAfter, carryOut } from './run-fault.ts';
import type { Run } from './run-plan.ts';
import { openSite } from './run-site.ts';

const pointsTimeoutMs = 75_000;
/** What memory and descriptors are compared with afterwards. Processes that have just come up are cold: few orders at first. */
const calm = { ms: 5_000, share: 0.25 };
const chosen = ['broker-crash', 'postgres-crash', 'poison', 'replay-topics', 'hot-product'];

/** One shop with two copies of each service, the most telling faults after one another, and one audit at the end. */
export async function runQuick(options: Options, { take, onClose, isStopped }: Run): Promise<void> {
  const site = await openSite(options, options.seed);
  onClose(site.close);
  site.world.load.rate(site.rate * calm.share);
  await Bun.sleep(calm.ms);
  const all = [everyFailpoint, ...chosenFaults()];
  for (const [n, fault] of all.entries()) {
    if (isStopped()) return;
    const result = await carryOut(site, fault);
    await take(n < all.length - 1 ? result : await auditAfter(site, result));
  }
}

const chosenFaults = (): Fault[] => {
  const all = faultsAt({ ...shortPace, hotUnits: 120 });
  return chosen.map((name) => all.find((fault) => fault.name === name)!);
};

const everyFailpoint: Fault = {
  name: 'kill-at-every-failpoint',
  group: 'failpoint',
  says: `kill -9 at each of ${points.length} points`,
  run: (world) => killAt(world, points, { killsMin: 1, timeoutMs: pointsTimeoutMs }),
};

import type { Options } from '../options.ts';
import { auditAfter, carryOut } from './run-fault.ts';
import { withoutDone, type Leg, type Run } from './run-plan.ts';
import { openSite, type OpenSite } from './run-site.ts';

/** Each fault of each leg in turn, with an audit after every one; a shop that is spoiled gives way to a fresh one. */
export async function runFaults(
  options: Options,
  legs: readonly Leg[],
  { take, onClose, isStopped, done }: Run,
): Promise<void> {
  let site: OpenSite | undefined;
  const close = async (): Promise<void> => {
    const open = site;
    site = undefined;
    await open?.close();
  };
  onClose(close);
  const left = withoutDone(legs, done);
  for (const leg of left) {
    const { seed, copies, faults } = leg;
    for (const fault of faults) {
      if (isStopped()) return;
      site ??= await openSite(options, seed, copies);
      const result = await auditAfter(site, await carryOut(site, fault));
      await take(result);
      if (result.outcome === 'spoiled') await close();
    }
    if (options.keep && leg === left.at(-1) && site) options.say(`kept: ${site.where}`);
    else await close();
  }
}

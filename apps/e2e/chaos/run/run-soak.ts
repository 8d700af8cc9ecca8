import type { Bar } from '../fault.ts';
import { isMet, least, most } from '../faults/bars.ts';
import type { Options } from '../options.ts';
import { auditAfter, carryOut } from './run-fault.ts';
import type { Run } from './run-plan.ts';
import type { Usage } from '../record/run-record.ts';
import { openSite } from './run-site.ts';

const minuteMs = 60_000;
const baselineMinute = 5;
const growthMaxPercent = 10;

/** No faults: the same load for so many minutes, and what each service holds at the end against what it held early on. */
export async function runSoak(options: Options, { take, onClose }: Run): Promise<void> {
  const site = await openSite(options, options.seed);
  onClose(site.close);
  const { minutes } = options;
  const result = await carryOut(site, {
    name: 'soak',
    group: 'load',
    says: `${options.rate} orders/s for ${minutes} min and nothing wrong`,
    run: async ({ record, load, say }) => {
      const from = Date.now();
      for (let minute = 1; minute <= minutes; minute++) {
        await Bun.sleep(from + minute * minuteMs - Date.now());
        say(`minute ${minute}: ${load.acked} orders acked, ${load.failed} failed, ${load.unknown} unknown`);
      }
      return growthBars(record.usage, from, minutes);
    },
  });
  const judged = await auditAfter(site, result);
  await take({ ...judged, group: 'soak', outcome: judged.bars.every(isMet) ? judged.outcome : 'broke' });
}

/** The last minute against minute 5, or in a short run against its first quarter's end. */
export function growthBars(usage: readonly Usage[], from: number, minutes: number): Bar[] {
  const early = Math.min(baselineMinute, minutes / 4);
  const services = Map.groupBy(usage, ({ process }) => process.split('#')[0]!);
  const bars = [...services].flatMap(([service, its]) => {
    const meanIn = (minute: number, what: 'memory' | 'descriptors'): number =>
      mean(
        its
          .filter(({ at }) => at >= from + (minute - Math.min(1, early)) * minuteMs && at < from + minute * minuteMs)
          .map((one) => one[what]),
      );
    return (['memory', 'descriptors'] as const).map((what) =>
      most(
        `${service}: growth of ${what} since minute ${early}`,
        100 * (meanIn(minutes, what) / meanIn(early, what) - 1),
        growthMaxPercent,
        '%',
      ),
    );
  });
  return bars.length > 0 ? bars : [least('services that were measured', 0, 1)];
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;

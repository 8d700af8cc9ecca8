import { familyOf, processUsage, sumOf } from '@ecomm/tools/shop/process-usage';
import type { Shop } from '@ecomm/tools/shop/shop';
import type { Row } from '../report/row.ts';

/**
 * Processor time of the shop from now on, for each of what was done: what it costs, whoever else uses the machine. The
 * note tells the parts, the most expensive first.
 */
export async function cpuMeter(shop: Shop): Promise<(what: string, count: number) => Promise<Row>> {
  const before = await cpuSecondsByPart(shop);
  return async (what, count) => {
    const after = await cpuSecondsByPart(shop);
    const parts = [...after]
      .map(([name, seconds]) => ({ name, ms: ((seconds - (before.get(name) ?? 0)) * 1000) / count }))
      .toSorted((a, b) => b.ms - a.ms);
    const note = parts.map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(', ');
    return { measure: what, value: parts.reduce((sum, { ms }) => sum + ms, 0), unit: 'ms', note };
  };
}

/** Of each process of the shop, with what it started, so far. */
export async function cpuSecondsByPart(shop: Shop): Promise<Map<string, number>> {
  const usage = await processUsage();
  return new Map(
    [...shop.processes].flatMap(([name, { pid }]) =>
      pid ? [[name, sumOf(familyOf(pid, usage), usage, 'cpuSeconds')] as const] : [],
    ),
  );
}

import { readdir, readFile } from 'node:fs/promises';
import { parseMemory } from '@ecomm/tools/shop/process-usage';
import type { TestShop } from '../../src/shop.fixture.ts';
import type { RunRecord } from './run-record.ts';

/** Puts memory and descriptors of every copy of a service on record, now and then; stops when told. */
export function measureUsage(shop: TestShop, record: RunRecord, everyMs: number): () => void {
  const look = (): void => {
    for (const one of shop.services.flatMap((service) => shop.copiesOf(service)))
      if (one.pid !== undefined) void measure(one.name, one.pid).then((usage) => usage && record.usage.push(usage));
  };
  const timer = setInterval(look, everyMs);
  look();
  return () => clearInterval(timer);
}

async function measure(process: string, pid: number): Promise<RunRecord['usage'][number] | undefined> {
  try {
    const [rollup, descriptors] = await Promise.all([
      readFile(`/proc/${pid}/smaps_rollup`, 'utf8'),
      readdir(`/proc/${pid}/fd`),
    ]);
    const memory = parseMemory(rollup);
    // One that is ending has none left.
    return memory > 0 ? { process, pid, at: Date.now(), memory, descriptors: descriptors.length } : undefined;
  } catch {
    return undefined; // it has ended meanwhile
  }
}

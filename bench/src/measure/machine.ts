import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../open-bench.ts';
import { median } from '../report/figures.ts';
import type { Row } from '../report/row.ts';

const pagesPerRound = 200;
const syncs = 20;

/** What this machine does right now, by which figures of different runs can be compared: one core, and the disk. */
export async function measureMachine({ scale, folder }: Bench): Promise<Row[]> {
  const page = JSON.stringify(Array.from({ length: 20 }, (_, n) => ({ id: n, name: `Product ${n}`, price: n / 7 })));
  const perSecond: number[] = [];
  for (let n = 0; n < 10 * scale.rounds; n++) {
    const startedAt = performance.now();
    for (let turn = 0; turn < pagesPerRound; turn++) JSON.stringify(JSON.parse(page));
    perSecond.push(pagesPerRound / ((performance.now() - startedAt) / 1000));
  }
  return [
    { measure: 'the machine: JSON of 1 kB read and written by a core', value: median(perSecond), unit: '/s' },
    { measure: 'the machine: 8 kB written to disk', value: await syncMs(folder), unit: 'ms' },
  ];
}

async function syncMs(folder: string): Promise<number> {
  await using file = await open(join(folder, 'synced'), 'w');
  const bytes = Buffer.alloc(8_192, 1);
  const times: number[] = [];
  for (let n = 0; n < syncs; n++) {
    const startedAt = performance.now();
    await file.write(bytes);
    await file.datasync();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

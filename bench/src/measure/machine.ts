import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../open-bench.ts';
import { median } from '../report/figures.ts';
import type { Row } from '../report/row.ts';

const pagesPerRound = 200;
const syncs = 20;

const memoryBytes = 2 << 20;
const placesPerTurn = 5_000;
const turns = 300;
const restMs = 2;

/** What this machine does right now, by which figures of different runs can be compared: one core, the disk, and the caches. */
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
    {
      measure: `the machine: 5,000 places in 2 MB read after ${restMs} ms of rest, to at once`,
      value: costOfRest(),
      unit: '×',
    },
  ];
}

/** What it costs to come back to memory that was left alone for a while, as a process does that wakes for each event. */
function costOfRest(): number {
  const memory = new Uint8Array(memoryBytes).fill(1);
  const readMs = (): number => {
    const startedAt = performance.now();
    let [at, sum] = [1, 0];
    for (let n = 0; n < placesPerTurn; n++) {
      at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
      sum += memory[at % memoryBytes]!;
    }
    if (sum !== placesPerTurn) throw new Error('memory does not keep what is written to it');
    return performance.now() - startedAt;
  };
  const medianMs = (pauseMs: number): number => {
    const times: number[] = [];
    for (let n = 0; n < turns; n++) {
      if (pauseMs > 0) Bun.sleepSync(pauseMs);
      times.push(readMs());
    }
    return median(times);
  };
  medianMs(0); // for the just-in-time compilers
  return medianMs(restMs) / medianMs(0);
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

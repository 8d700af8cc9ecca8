import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults, type Result } from './run-result.ts';

export interface LastRun {
  folder: string;
  seed: number;
  done: Result[];
}

/** The last `--full` run, to go on with: its folder, its seed and what it has done. */
export async function findLastRun(dataFolder: string): Promise<LastRun | undefined> {
  const names = await readdir(dataFolder).catch(() => []);
  const name = names
    .filter((one) => /-full-\d+$/.test(one))
    .toSorted()
    .at(-1);
  if (!name) return undefined;
  const folder = join(dataFolder, name);
  const done = await readResults(join(folder, resultsFile)).catch(() => []);
  return { folder, seed: Number(name.split('-').at(-1)), done };
}

export const resultsFile = 'results.jsonl';

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBenchShop, type BenchShop } from './bench-shop.ts';
import type { Row } from './row.ts';

/** What every measure is given. */
export interface Bench {
  /** Shorter and less exact. */
  quick: boolean;
  /** A folder that goes at the end. */
  folder: string;
  /** What is started is stopped at the end, the last first, whatever happens. */
  cleanup: AsyncDisposableStack;
  say(text: string): void;
  /** The shop that measures share; started when first asked for. */
  shop(): Promise<BenchShop>;
}

export type Measure = (bench: Bench) => Promise<Row[]>;

export async function openBench({ quick }: { quick: boolean }): Promise<Bench> {
  const cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-bench-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711); // root runs Postgres as another user
  const startedAt = performance.now();
  const say = (text: string): void => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(4);
    process.stderr.write(`${seconds} s | ${text}\n`);
  };
  let shop: Promise<BenchShop> | undefined;
  const bench: Bench = { quick, folder, cleanup, say, shop: () => (shop ??= startBenchShop(bench)) };
  return bench;
}

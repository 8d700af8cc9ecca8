import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGenerator, type Generator } from './load/generator.ts';
import type { Load, Loaded, Requests } from './load/load.ts';
import type { Row } from './report/row.ts';
import type { Scale } from './scale.ts';
import { startBenchShop, type BenchShop } from './shop/bench-shop.ts';

/** What every measure is given. */
export interface Bench {
  scale: Scale;
  /** A folder that goes at the end. */
  folder: string;
  /** What is started is stopped at the end, the last first, whatever happens. */
  cleanup: AsyncDisposableStack;
  say(text: string): void;
  /** The shop that measures share; started when first asked for. */
  shop(): Promise<BenchShop>;
  /** Stops the shop, if there is one: the next that is asked for has nothing in it. */
  endShop(): Promise<void>;
  /** Has the load generator make a load. */
  load(load: Load): Promise<Loaded>;
  /** Writes requests down for the generator; gives the file. */
  requests(requests: Requests): Promise<string>;
}

export type Measure = (bench: Bench) => Promise<Row[]>;

export interface BenchOptions {
  scale: Scale;
  say(text: string): void;
  /** False: Postgres does not wait for the disk. For tests alone. */
  durable?: boolean;
}

export async function openBench({ scale, say, durable = true }: BenchOptions): Promise<Bench> {
  const cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-bench-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711); // root runs Postgres as another user
  let generator: Generator | undefined;
  let shop: Promise<BenchShop> | undefined;
  let [files, shops] = [0, 0];
  return {
    scale,
    folder,
    cleanup,
    say,
    shop: () => (shop ??= startBenchShop({ folder: join(folder, `shop-${shops++}`), cleanup, say, durable })),
    endShop: async () => {
      const ending = shop;
      shop = undefined;
      // One that did not start is stopped at the end.
      await (await ending?.catch(() => undefined))?.stop();
    },
    load: (load) => (generator ??= startGenerator(cleanup)).run(load),
    requests: async (requests) => {
      const path = join(folder, `requests-${files++}.json`);
      await Bun.write(path, JSON.stringify(requests));
      return path;
    },
  };
}

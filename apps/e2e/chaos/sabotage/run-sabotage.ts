import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '@ecomm/tools/shop/lines';
import { freePorts } from '@ecomm/tools/shop/port-plan';
import { startShop } from '@ecomm/tools/shop/shop';
import { copyWorkspace, type WorkspaceCopy } from '@ecomm/tools/workspace/copy';
import { embedded } from '../../src/shop.fixture.ts';
import { sabotages, type Sabotage } from './sabotage.ts';
import type { Outcome } from './under-sabotage.ts';

export interface SabotageResult extends Outcome {
  sabotage: Sabotage;
  /** The invariant that this guard is there for came out broken. */
  red: boolean;
  tookMs: number;
}

interface RunOptions {
  seed: number;
  say: (text: string) => void;
}

/**
 * Takes one guard after another out of a copy of this workspace, runs the shop of that copy under load, and audits it. The
 * copy, Postgres and Kafka are made once. All must come out red, each for the invariant that its guard keeps.
 */
export async function runSabotage(names: readonly string[], { seed, say }: RunOptions): Promise<SabotageResult[]> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-sabotage-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const [copy, servers] = await Promise.all([
    copyWorkspace(),
    startShop({
      dataDir: folder,
      ports: await freePorts(),
      broker: await embedded(),
      only: [],
      out: silent,
      durable: false,
    }),
  ]);
  opened.defer(() => copy.remove());
  opened.defer(() => servers.stop());
  const results: SabotageResult[] = [];
  for (const sabotage of sabotages.filter(({ name }) => names.includes(name))) {
    say(`${sabotage.name}: ${sabotage.says}`);
    const result = await runOne(copy, servers, sabotage, seed);
    say(`${sabotage.name}: ${result.red ? `red, ${sabotage.breaks} is broken` : `NOT red: ${sabotage.breaks} holds`}`);
    results.push(result);
  }
  return results;
}

async function runOne(
  copy: WorkspaceCopy,
  { databaseUrl, kafkaBrokers }: { databaseUrl: string; kafkaBrokers: string },
  sabotage: Sabotage,
  seed: number,
): Promise<SabotageResult> {
  const began = performance.now();
  const file = join(copy.folder, sabotage.file);
  const source = await Bun.file(file).text();
  const [from, to] = sabotage.edit;
  if (!source.includes(from)) throw new Error(`${sabotage.name}: ${sabotage.file} has no ${from}`);
  const answer = join(copy.folder, `${sabotage.name}.json`);
  await Bun.write(
    file,
    source.replace(from, () => to),
  );
  try {
    const script = join(copy.folder, 'apps/e2e/chaos/sabotage/under-sabotage.ts');
    const task = { name: sabotage.name, seed, answer, databaseUrl, kafkaBrokers };
    await copy.run(process.execPath, script, JSON.stringify(task));
    const outcome = (await Bun.file(answer).json()) as Outcome;
    const red = outcome.broken.some(({ invariant }) => invariant === sabotage.breaks);
    return { sabotage, red, tookMs: performance.now() - began, ...outcome };
  } finally {
    await Bun.write(file, source);
  }
}

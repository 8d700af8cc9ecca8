import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyWorkspace, type WorkspaceCopy } from '@ecomm/tools/workspace/copy';
import { ask, missed, nameOf, verdictOf, type Verdict } from './catch.ts';
import type { Catcher, Mutation } from './mutation.ts';

export interface Proof {
  /** What the catchers say of the workspace as it is: nothing, or why each one fails. */
  readonly clean: Promise<readonly string[]>;
  verdictOn(mutation: Mutation): Promise<Verdict>;
  close(): Promise<void>;
}

/**
 * Applies each mutation to a copy of the workspace, one at a time, and asks its catcher; two copies work side by side.
 * The same catchers are asked of the unchanged copies first: what fails there proves nothing.
 */
export async function prove(mutations: readonly Mutation[]): Promise<Proof> {
  const copies = await Promise.all([copyWorkspace(), copyWorkspace()]);
  const verdicts = new Map(mutations.map((mutation) => [mutation, Promise.withResolvers<Verdict>()]));
  const catchers = [
    ...Map.groupBy(
      mutations.map(({ caughtBy }) => caughtBy),
      nameOf,
    ).values(),
  ];
  const baseline = inLanes(catchers, copies, complaintsOf);
  const judged = baseline.then(() =>
    inLanes(mutations, copies, async (copy, mutation) => {
      const verdict = await judge(copy, mutation).catch((error: Error) => missed(error.message));
      verdicts.get(mutation)?.resolve(verdict);
    }),
  );
  return {
    clean: baseline.then((complaints) => complaints.flat()),
    verdictOn: (mutation) => verdicts.get(mutation)?.promise ?? Promise.resolve(missed('It was never tried.')),
    close: async () => {
      await judged;
      await Promise.all(copies.map((copy) => copy.remove()));
    },
  };
}

/** Does the work for each item, in turn, in whichever copy is free. */
async function inLanes<T, R>(
  items: readonly T[],
  copies: readonly WorkspaceCopy[],
  work: (copy: WorkspaceCopy, item: T) => Promise<R>,
): Promise<R[]> {
  const waiting = [...items];
  const results: R[] = [];
  const lane = async (copy: WorkspaceCopy) => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) results.push(await work(copy, item));
  };
  await Promise.all(copies.map(lane));
  return results;
}

/** Of catchers that are one command: why it fails without a mutation. */
async function complaintsOf({ folder }: WorkspaceCopy, catchers: readonly Catcher[]): Promise<string[]> {
  const [catcher] = catchers;
  if (!catcher) return [];
  const names = new Set(catchers.flatMap((one) => (one.kind === 'test' ? [one.name] : [])));
  const { code, text } = await ask(folder, catcher, [...names]);
  return code === 0 ? [] : [`${nameOf(catcher)} fails without a mutation:\n${text.slice(-2_000)}`];
}

async function judge(copy: WorkspaceCopy, mutation: Mutation): Promise<Verdict> {
  const { caughtBy, generate } = mutation;
  try {
    await mutate(copy.folder, mutation);
    if (generate) await copy.run(process.execPath, 'contracts/generate.ts');
    const asked = await ask(copy.folder, caughtBy, caughtBy.kind === 'test' ? [caughtBy.name] : []);
    return verdictOf(asked, caughtBy, copy.folder);
  } finally {
    await copy.run('git', 'checkout', '--quiet', '--', '.');
    if (generate) await copy.run('git', 'clean', '--force', '--quiet', '-d', '--', 'contracts');
  }
}

async function mutate(folder: string, { file, edits }: Mutation): Promise<void> {
  const path = join(folder, file);
  let text = await readFile(path, 'utf8');
  for (const [from, to] of edits) {
    const times = text.split(from).length - 1;
    if (times !== 1)
      throw new Error(
        `${file} has ${JSON.stringify(from)} ${times} times, not once. The code has moved on: update this mutation in apps/e2e/src/drift.`,
      );
    text = text.replace(from, () => to);
  }
  await writeFile(path, text);
}

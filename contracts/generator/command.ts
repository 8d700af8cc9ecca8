import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drift, mend } from './tree.ts';

export interface Generator {
  /** `the generated contracts`, in messages. */
  what: string;
  /** What it makes of what, a sentence. */
  does: string;
  /** The folder that is committed. */
  committed: string;
  /** Makes the whole output below a temporary folder, and says in which one. */
  make(temporary: string): Promise<string>;
}

const options = { check: { type: 'boolean' }, output: { type: 'string' }, help: { type: 'boolean' } } as const;

/**
 * A generator's command line: writes what differs, or with --check names it and ends with 1. The output is made in a
 * temporary folder first, so that sources with an error change nothing.
 */
export async function generatorCommand(generator: Generator): Promise<void> {
  try {
    process.exitCode = await run(generator);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function run({ what, does, committed, make }: Generator): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(help(does, committed));
    return 0;
  }
  const output = resolve(values.output ?? committed);
  const temporary = await mkdtemp(join(tmpdir(), 'ecomm-generate-'));
  try {
    const fresh = await make(temporary);
    return await (values.check ? check(what, output, fresh) : write(what, output, fresh));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function write(what: string, output: string, fresh: string): Promise<number> {
  const changed = await mend(output, fresh);
  for (const { path, state } of changed) console.log(`${state === 'stale' ? 'removed' : 'wrote'} ${path}`);
  console.log(changed.length ? `${changed.length} files changed` : `${what}: up to date`);
  return 0;
}

async function check(what: string, output: string, fresh: string): Promise<number> {
  const found = await drift(output, fresh);
  for (const { path, state } of found) console.error(`${state.padEnd(8)}${join(output, path)}`);
  if (found.length) console.error(`${what}: not what their sources say. Mend it with: bun run generate`);
  else console.log(`${what}: up to date`);
  return found.length ? 1 : 0;
}

const help = (
  does: string,
  committed: string,
): string => `bun run generate [--check], or this part alone: bun ${relative(process.cwd(), process.argv[1]!)} [--check] [--output <folder>]

${does}

  --check            write nothing; fail and name each file when the committed output differs
  --output <folder>  where the output is or goes (default: ${relative(process.cwd(), committed)})
  --help             this text`;

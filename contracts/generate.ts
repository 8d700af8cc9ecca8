import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generator/pipeline.ts';
import { drift, mend } from './generator/tree.ts';

const help = `bun run generate [--check] [--output <folder>]

Generates what the services agree on from the TypeSpec sources in contracts/.

  --check            write nothing; fail and name each file when the committed output differs
  --output <folder>  where the output is or goes (default: contracts/generated)
  --help             this text`;

const committed = join(import.meta.dir, 'generated');

/** The output is made in a temporary folder first, so that sources with an error change nothing. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      output: { type: 'string', default: committed },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const root = await mkdtemp(join(tmpdir(), 'ecomm-contracts-'));
  try {
    await generate(root);
    return await (values.check ? check : write)(resolve(values.output), join(root, 'generated'));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function write(output: string, fresh: string): Promise<number> {
  const changed = await mend(output, fresh);
  for (const { path, state } of changed) console.log(`${state === 'stale' ? 'removed' : 'wrote'} ${path}`);
  console.log(changed.length ? `${changed.length} files changed` : 'everything was up to date');
  return 0;
}

async function check(output: string, fresh: string): Promise<number> {
  const found = await drift(output, fresh);
  for (const { path, state } of found) console.error(`${state.padEnd(8)}${join(output, path)}`);
  if (found.length)
    console.error('The generated contracts differ from their TypeSpec sources. Mend it with: bun run generate');
  else console.log('the generated contracts are up to date');
  return found.length ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

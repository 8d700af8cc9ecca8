import { Command } from 'commander';
import { readNames } from './new-service/names.ts';
import { Refused } from './new-service/refused.ts';
import { formatService, writeService } from './new-service/write-service.ts';
import { runToEnd } from './shop/run.ts';
import { root } from './suite/projects.ts';

const program = new Command('bun run new:service')
  .description(
    'Makes a service that runs: its contract, app, SDK part and tests, and its name wherever services are listed.',
  )
  .argument('<name>', 'one word in the plural: reviews')
  .option('--singular <word>', 'one of them, where that is not the name without its s: --singular person')
  .addHelpText('after', '\nWhat it makes, and how to go on from there: docs/add-a-service.md')
  .parse();

const [plural = ''] = program.args;
const { singular } = program.opts<{ singular?: string }>();

try {
  await make();
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function make(): Promise<void> {
  const names = readNames(root, plural, singular);
  const written = await writeService(root, names);
  await formatService(root, written);
  console.log(`Made:\n${list(written.made)}\n\nChanged:\n${list(written.changed)}\n`);
  console.log('Installing, as the workspace has one package more (bun install) …');
  await follow('install', 'bun install, then bun run generate');
  console.log('Generating what follows from the contract (bun run generate) …');
  await follow('tools/src/generate.ts', 'bun run generate');
  const steps: [command: string, what: string][] = [
    [`bun run start --only ${names.plural}`, `it runs: http://localhost:${names.port}/swagger`],
    [`bun run test ${names.plural}`, 'its tests pass'],
    ['docs/add-a-service.md', `make it yours: contracts/${names.plural}.tsp and apps/${names.plural}/src`],
  ];
  console.log(`\n${names.plural} is there, on port ${names.port}. Three steps from here:`);
  for (const [index, [command, what]] of steps.entries()) console.log(`  ${index + 1}. ${command.padEnd(48)} ${what}`);
}

/** A command of this Bun that is part of the work. The files are written by then, so it can be done again by hand. */
async function follow(command: string, byHand: string): Promise<void> {
  const { code, text } = await runToEnd({ argv: [process.execPath, command], cwd: root, env: process.env });
  if (code !== 0)
    throw new Refused(`${text}\n\nThe files are written, but this failed. Mend what it says, then: ${byHand}`);
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `  ${path}`).join('\n');
}

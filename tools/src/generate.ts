import { Command } from 'commander';
import picocolors from 'picocolors';
import { runSteps, steps, type Done } from './generate/steps.ts';

const pc = process.stdout.isTTY ? picocolors : picocolors.createColors(false);

const program = new Command('bun run generate')
  .description('Writes everything that follows from the contracts and the code of the services.')
  .option('--check', 'write nothing; fail and name each file that is not what it should be')
  .addHelpText('after', `\nSteps:\n${steps.map(({ name, what }) => `  ${name.padEnd(14)}${what}`).join('\n')}`);
const { check = false } = program.parse().opts<{ check?: boolean }>();

const startedAt = performance.now();
const results = await runSteps(check, show);
const failed = results.filter(({ code }) => code !== 0);
console.log(`${' '.repeat(20)}${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s`);
if (failed.length > 0 && check)
  console.error(pc.red('What is generated is not what its sources say. Mend it with: bun run generate'));
process.exitCode = failed.length > 0 ? 1 : 0;

function show({ step, code, text, seconds }: Done): void {
  const state = code === 0 ? pc.green('ok  ') : pc.red('FAIL');
  console.log(`${state} ${step.name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
  const said = text.trimEnd();
  if (code !== 0 || !said.endsWith('up to date')) console.log(said);
}

import { Command } from 'commander';
import picocolors from 'picocolors';
import { findBase, noBase } from './suite/affected.ts';
import { runCheck, steps } from './suite/checks.ts';

const pc = process.stdout.isTTY ? picocolors : picocolors.createColors(false);

const program = new Command('bun run check')
  .description('Generated files, types, lint, formatting and import rules: every step runs, whatever the others say.')
  .option('--affected', 'types only of what a change since the base reaches, uncommitted changes too')
  .option('--base <ref>', 'with --affected: where this branch left that one (default: origin/main, or main)')
  .addHelpText(
    'after',
    `\nSteps:\n${steps()
      .map(({ name, what }) => `  ${name.padEnd(14)}${what}`)
      .join('\n')}`,
  )
  .parse();

const { affected = false, base } = program.opts<{ affected?: boolean; base?: string }>();
if (base !== undefined && !affected) program.error('--base goes with --affected: bun run check --affected --base main');
const since = affected ? await findBase(base) : undefined;
if (affected && !since) console.log(`${noBase(base)}: every check runs.`);

const failed = [];
for (const step of steps(since)) {
  const { ok, seconds, text } = await runCheck(step);
  console.log(`${ok ? pc.green('ok  ') : pc.red('FAIL')} ${step.name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
  for (const line of ok ? text.split('\n') : []) if (line.startsWith('skipped ')) console.log(pc.yellow(line));
  if (!ok) {
    failed.push(step);
    console.log(`${text.trimEnd()}\n`);
  }
}
for (const { name, mend } of failed) console.log(pc.red(`${name} failed: ${mend}`));
process.exit(failed.length > 0 ? 1 : 0);

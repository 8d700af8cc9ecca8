import { Command } from 'commander';
import picocolors from 'picocolors';
import { runCheck, steps } from './suite/checks.ts';

const pc = process.stdout.isTTY ? picocolors : picocolors.createColors(false);

new Command('bun run check')
  .description('Generated files, types, lint, formatting and import rules: every step runs, whatever the others say.')
  .addHelpText('after', `\nSteps:\n${steps.map(({ name, what }) => `  ${name.padEnd(14)}${what}`).join('\n')}`)
  .parse();

const failed = [];
for (const step of steps) {
  const { ok, seconds, text } = await runCheck(step);
  console.log(`${ok ? pc.green('ok  ') : pc.red('FAIL')} ${step.name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!ok) {
    failed.push(step);
    console.log(`${text.trimEnd()}\n`);
  }
}
for (const { name, mend } of failed) console.log(pc.red(`${name} failed: ${mend}`));
process.exit(failed.length > 0 ? 1 : 0);

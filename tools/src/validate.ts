import { Command } from 'commander';
import { CannotStart } from './shop/cannot-start.ts';
import type { Validator } from './validate/validator.ts';
import { validators } from './validate/validators.ts';

const all = validators();
const program = new Command('bun tools/src/validate.ts')
  .description('Judges what ships the shop: Dockerfile, Compose file, Kubernetes manifests, Prometheus, workflows.')
  .argument('[names...]', all.map(({ name }) => name).join(', '))
  .addHelpText('after', '\nA program that cannot be had is skipped, and said so; with CI=true that fails.')
  .parse();

const { CI } = process.env;
const chosen = all.filter(({ name }) => program.args.length === 0 || program.args.includes(name));
const verdicts = await Promise.all(chosen.map(judge));
for (const { text } of verdicts) if (text) console.log(text);
process.exitCode = verdicts.some(({ failed }) => failed) ? 1 : 0;

async function judge({ name, what, run }: Validator): Promise<{ failed: boolean; text: string }> {
  try {
    const said = await run();
    return said === '' ? { failed: false, text: '' } : { failed: true, text: `${name} (${what}) complains:\n${said}` };
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    return { failed: CI === 'true', text: `skipped ${name}: ${what} is not judged. ${error.message}` };
  }
}

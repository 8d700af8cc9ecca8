import { join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import { readNames } from './names.ts';
import { withTrial } from './trial.ts';
import { root } from '../suite/projects.ts';

/**
 * Whether the template of a service (tools/templates/service) still compiles: a service is made of it in a trial, its
 * TypeSpec compiled, contract and SDK generated, and all of it type-checked against the packages of today.
 */
const started = performance.now();
// A name that nobody needs, of another length than the template's, whose singular is not it without its s.
const names = readNames(root, 'trialentries');
const complaint = await withTrial(names, async (folder) => {
  const run = async (...argv: string[]): Promise<string | undefined> => {
    const { code, text } = await runToEnd({ argv: [process.execPath, ...argv], cwd: folder, env: process.env });
    return code === 0 ? undefined : text.replaceAll(folder, '<trial>');
  };
  const tsc = join(root, 'node_modules/typescript-native/bin/tsc');
  await Bun.write(join(folder, 'tsconfig.json'), JSON.stringify(await program(folder, names.plural)));
  return (
    (await run('contracts/generate.ts')) ??
    (await run('packages/sdk/generate.ts')) ??
    (await run(tsc, '-p', 'tsconfig.json')) ??
    (await run(tsc, '-p', 'packages/sdk/tsconfig.src.json'))
  );
});
if (complaint === undefined)
  console.log(`The template of a service compiles (${((performance.now() - started) / 1000).toFixed(1)} s).`);
else {
  console.error(
    `${complaint}\nThe template of a service does not compile: mend tools/templates/service (<trial> has it renamed to ${names.plural}).`,
  );
  process.exitCode = 1;
}

/** The app, with the contracts of the trial in the place of those that are installed. */
async function program(folder: string, service: string): Promise<object> {
  const { exports } = (await Bun.file(join(folder, 'contracts/package.json')).json()) as {
    exports: Record<string, string>;
  };
  const paths = Object.fromEntries(
    Object.entries(exports).map(([subpath, file]) => [`@ecomm/contracts${subpath.slice(1)}`, [`./contracts/${file}`]]),
  );
  return { extends: './tsconfig.base.json', compilerOptions: { paths }, include: [`apps/${service}/**/*.ts`] };
}

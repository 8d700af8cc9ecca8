import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { measureBundle, sizeLine } from './build/measure-bundle.ts';
import { nx } from './suite/nx.ts';
import { chooseProjects, hasScript } from './suite/projects.ts';

const program = new Command('bun run build')
  .description(
    'Makes what is shipped: a bundle of each app in its dist/, and the SDK. What has not changed is remembered.',
  )
  .argument('[projects...]', 'users, orders, sdk, …')
  .parse();

const chosen = chooseProjects(program.args);
const projects = (typeof chosen === 'string' ? program.error(chosen) : chosen).filter((project) =>
  hasScript(project, 'build'),
);
if (projects.length === 0) program.error(`There is nothing to build in ${program.args.join(', ')}.`);

const names = projects.map(({ name }) => name).join(',');
const code = await nx(['run-many', '--target=build', `--projects=${names}`, '--output-style=static']);
if (code === 0) {
  for (const { short, folder } of projects) {
    const out = join(folder, 'dist');
    if (existsSync(join(out, 'bin'))) console.log(`${short.padEnd(14)} ${sizeLine(await measureBundle(out))}`);
  }
}
process.exit(code);

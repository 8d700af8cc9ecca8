import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../suite/projects.ts';
import { bundleApp } from './bundle-app.ts';
import { measureBundle, sizeLine } from './measure-bundle.ts';

const help = `bun run build [--output <folder>], in the folder of an app

Makes the app's bundle: what an image or a machine without the workspace runs, by \`bun bin/main.js\`.

  --output <folder>  where it goes (default: dist)
  --help             this text`;

const { values } = parseArgs({ options: { output: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) console.log(help);
else {
  const out = resolve(values.output ?? join(process.cwd(), 'dist'));
  await bundleApp(process.cwd(), out);
  console.log(`${relative(root, out)}: ${sizeLine(await measureBundle(out))}`);
}

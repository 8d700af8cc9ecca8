import { cp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseArgs } from 'node:util';
import source from './package.json' with { type: 'json' };

const help = `bun run build [--output <folder>]

Makes the package that is published: one ES module for browsers, Node and Bun, its types, a package.json of its own.
Pack it with: npm pack ./dist

  --output <folder>  where it goes (default: packages/sdk/dist)
  --help             this text`;

const here = import.meta.dir;

async function build(output: string): Promise<void> {
  await rm(output, { recursive: true, force: true });
  const bundle = await Bun.build({
    entrypoints: [join(here, 'src/shop.ts')],
    outdir: output,
    target: 'browser',
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
  });
  if (!bundle.success) throw new AggregateError(bundle.logs, 'The bundle failed.');
  await declarations(output);
  await Bun.write(join(output, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  await cp(join(here, 'README.md'), join(output, 'README.md'));
  await cp(join(here, '../../LICENSE'), join(output, 'LICENSE'));
  const code = await Bun.file(join(output, 'shop.js')).bytes();
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`${output}: shop.js ${kilobytes(code.length)}, ${kilobytes(gzipSync(code).length)} gzipped`);
}

/** Type declarations import each other as the files that a reader of the package finds: `./orders.js` means orders.d.ts. */
async function declarations(output: string): Promise<void> {
  const types = join(output, 'types');
  const project = [
    '-p',
    'tsconfig.src.json',
    '--noEmit',
    'false',
    '--emitDeclarationOnly',
    '--declaration',
    '--rootDir',
    'src',
  ];
  const tsc = Bun.spawn(
    [process.execPath, '--bun', 'node_modules/typescript-native/bin/tsc', ...project, '--outDir', types],
    {
      cwd: here,
      stdout: 'pipe',
    },
  );
  const said = await tsc.stdout.text();
  if ((await tsc.exited) !== 0) throw new Error(said);
  await rm(join(types, 'methods.d.ts'));
  for (const file of await readdir(types, { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const text = await Bun.file(join(types, file)).text();
    await Bun.write(
      join(types, file),
      text.replaceAll(/(from '|from "|import\("|import\(')(\.[^'"]+)\.ts(?=['"])/g, '$1$2.js'),
    );
  }
}

function manifest(): object {
  const { name, version, license } = source;
  return {
    name,
    version,
    description: 'Client of the Ecomm shop: users, products, orders, payments, notifications.',
    license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: { '.': { types: './types/shop.d.ts', default: './shop.js' }, './package.json': './package.json' },
    types: './types/shop.d.ts',
  };
}

const { values } = parseArgs({
  options: { output: { type: 'string', default: join(here, 'dist') }, help: { type: 'boolean', default: false } },
});
if (values.help) console.log(help);
else await build(resolve(values.output));

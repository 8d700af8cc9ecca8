import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drift, mend } from '@ecomm/contracts/tree';
import { createClient, definePluginConfig, type UserConfig } from '@hey-api/openapi-ts';
import { shopModule, type Document } from './generator/shop-module.ts';

const help = `bun packages/sdk/generate.ts [--check] [--output <folder>]

Generates the functions and types behind the facade from contracts/generated/openapi.

  --check            write nothing; fail and name each file when the committed output differs
  --output <folder>  where the output is or goes (default: packages/sdk/src/generated)
  --help             this text`;

const documents = join(import.meta.dir, '../../contracts/generated/openapi');
const committed = join(import.meta.dir, 'src/generated');

/**
 * hey-api's own client would come once per service, five equal copies; all functions call the one in src/client.ts instead.
 * A client plugin that is not bundled is imported by its name.
 */
const ourClient = definePluginConfig({
  name: '../../client.ts',
  tags: ['client'],
  dependencies: ['@hey-api/typescript'],
  config: { bundle: false, baseUrl: false, includeInEntry: false },
  handler: () => {},
} as unknown as Parameters<typeof definePluginConfig>[0]);

async function generate(output: string): Promise<void> {
  const services = (await readdir(documents)).map((file) => basename(file, '.json')).toSorted();
  const configs = services.map((service) => ({
    input: join(documents, `${service}.json`),
    output: { path: join(output, service), entryFile: false, importFileExtension: '.ts' },
    logs: { level: 'silent', file: false },
    plugins: [ourClient(), '@hey-api/typescript', { name: '@hey-api/sdk', responseStyle: 'data', client: false }],
  }));
  await createClient(configs as unknown as UserConfig[]);
  const read = services.map(async (service): Promise<[string, Document]> => [
    service,
    (await Bun.file(join(documents, `${service}.json`)).json()) as Document,
  ]);
  await Bun.write(join(output, 'contract.gen.ts'), shopModule(Object.fromEntries(await Promise.all(read))));
}

/** The output is made in a temporary folder first, so that documents with an error change nothing. */
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
  const output = resolve(values.output);
  const fresh = await mkdtemp(join(tmpdir(), 'ecomm-sdk-'));
  try {
    await generate(fresh);
    if (!values.check) {
      const changed = await mend(output, fresh);
      console.log(changed.length ? `${changed.length} files of the SDK changed` : 'the SDK was up to date');
      return 0;
    }
    const found = await drift(output, fresh);
    for (const { path, state } of found) console.error(`${state.padEnd(8)}${join(output, path)}`);
    if (found.length) console.error('The SDK differs from the contracts. Mend it with: bun run generate');
    else console.log('the generated part of the SDK is up to date');
    return found.length ? 1 : 0;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { generatorCommand } from '@ecomm/contracts/generator-command';
import { createClient, definePluginConfig, type UserConfig } from '@hey-api/openapi-ts';
import { shopModule, type Document } from './generator/shop-module.ts';

const documents = join(import.meta.dir, '../../contracts/generated/openapi');

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

await generatorCommand({
  what: 'the generated functions and types of the SDK',
  does: 'Generates the functions and types behind the facade from contracts/generated/openapi.',
  committed: join(import.meta.dir, 'src/generated'),
  make: async (temporary) => {
    await generate(temporary);
    return temporary;
  },
});

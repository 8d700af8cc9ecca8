import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileSources } from './compile.ts';
import type { ContractEvent, Contracts } from './contracts.ts';
import type { OpenApi, Schema } from './documents.ts';
import { indexPlaces, type Places } from './places.ts';
import { readGolden } from './read-golden.ts';

export interface Compiled extends Contracts {
  places: Places;
}

/** What the TypeSpec compiler alone makes of the sources in `folder`, in this process: ten times as fast as generating all. */
export async function compileContracts(folder: string, output: string): Promise<Compiled> {
  const program = await compileSources(folder, output);
  const events = await json<Omit<ContractEvent, 'schema'>[]>(join(output, 'events.json'));
  const documents: Record<string, OpenApi> = {};
  for (const file of await readdir(join(output, 'openapi'))) {
    const service = basename(file, '.json').split('.').pop() ?? '';
    documents[service.toLowerCase()] = await json(join(output, 'openapi', file));
  }
  return {
    documents,
    events: await Promise.all(
      events.map(async (event) => ({
        ...event,
        schema: await json<Schema>(join(output, `json-schema/${event.model}.json`)),
      })),
    ),
    protos: await sorted(join(output, 'proto')),
    golden: await readGolden(folder),
    places: indexPlaces(program, folder),
  };
}

const json = async <T>(path: string): Promise<T> => (await Bun.file(path).json()) as T;

/** A .proto lies where its package says, as buf compares them and as they are committed. */
async function sorted(folder: string): Promise<string> {
  for (const file of await readdir(join(folder, 'ecomm'))) {
    const service = basename(file, '.proto');
    if (service === file) continue;
    await mkdir(join(folder, 'ecomm', service), { recursive: true });
    await rename(join(folder, 'ecomm', file), join(folder, 'ecomm', service, file));
  }
  return folder;
}

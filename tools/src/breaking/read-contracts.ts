import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { runToEnd } from '../shop/run.ts';
import { root } from '../suite/projects.ts';
import type { ContractEvent, Contracts } from './contracts.ts';
import type { Base } from './choose-base.ts';
import { refName, type OpenApi, type Schema } from './documents.ts';
import { git } from '../suite/git.ts';
import { readGolden } from './read-golden.ts';

/** Writes the tree of a commit into `folder`, without touching the checkout, so that its sources compile with the packages of today. */
export async function unpack(repository: string, { commit, name }: Base, folder: string): Promise<void> {
  const parts =
    (await git(repository, 'ls-tree', '--name-only', commit, 'contracts', 'apps', 'packages'))?.split('\n') ?? [];
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  if ((await git(repository, 'archive', '--output', archive, commit, ...parts.filter(Boolean))) === undefined)
    throw new CannotStart(
      `The files of ${name} can not be read. Fetch it again, or name another commit with --against.`,
    );
  const { code, text } = await runToEnd({ argv: ['tar', '-xf', archive, '-C', folder] });
  if (code !== 0) throw new CannotStart(`The files of ${name} can not be unpacked: ${text}`);
  const modules = join(folder, 'contracts/node_modules');
  if (existsSync(join(folder, 'contracts')) && !existsSync(modules))
    await symlink(join(root, 'contracts/node_modules'), modules, 'junction');
}

/** Generates the contracts of the working tree into `folder`, whatever lies in its generated files. */
export async function generate(repository: string, folder: string): Promise<void> {
  const contracts = join(repository, 'contracts');
  const target = join(folder, 'contracts');
  await mkdir(target, { recursive: true });
  if (existsSync(join(contracts, 'golden')))
    await cp(join(contracts, 'golden'), join(target, 'golden'), { recursive: true });
  const { code, text } = await runToEnd({
    argv: [process.execPath, join(contracts, 'generate.ts'), '--output', join(target, 'generated')],
  });
  if (code !== 0)
    throw new CannotStart(`The sources in contracts/ can not be generated, so nothing can be compared:\n${text}`);
}

/** The contracts as they were generated in a tree; undefined when it has none. */
export async function readGenerated(folder: string): Promise<Contracts | undefined> {
  const contracts = join(folder, 'contracts');
  const generated = join(contracts, 'generated');
  if (!existsSync(generated)) return undefined;
  const documents: Record<string, OpenApi> = {};
  for (const file of await readdir(join(generated, 'openapi')))
    documents[file.replace('.json', '')] = await Bun.file(join(generated, 'openapi', file)).json();
  return {
    documents,
    events: await readEvents(generated),
    protos: join(generated, 'proto'),
    golden: await readGolden(contracts),
  };
}

interface AsyncApi {
  channels: Record<string, { address: string; messages: Record<string, unknown> }>;
  operations: Record<string, { action: string; messages: { $ref: string }[] }>;
  components: {
    messages: Record<string, { name: string; headers: Schema; bindings: { kafka: { key: { description: string } } } }>;
  };
}

/** AsyncAPI says what an event is; the emitted JSON Schema what it carries. */
async function readEvents(generated: string): Promise<ContractEvent[]> {
  const document = (await Bun.file(join(generated, 'asyncapi.json')).json()) as AsyncApi;
  const [channels, sending] = [Object.values(document.channels), Object.entries(document.operations)];
  return Promise.all(
    Object.entries(document.components.messages).map(async ([model, { name, headers, bindings }]) => {
      const sent = sending.find(
        ([, { action, messages }]) => action === 'send' && messages.some(({ $ref }) => refName($ref) === model),
      );
      return {
        type: name,
        topic: channels.find(({ messages }) => model in messages)?.address ?? '',
        key: bindings.kafka.key.description,
        owner: sent?.[0].split('.')[0] ?? '',
        version: Number(String(headers.properties?.ce_dataschema?.const).split('/')[1]),
        model,
        schema: (await Bun.file(join(generated, `json-schema/${model}.json`)).json()) as Schema,
      };
    }),
  );
}

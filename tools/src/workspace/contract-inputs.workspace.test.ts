import { expect, test } from 'bun:test';
import { basename, dirname, join } from 'node:path';
import { readSources } from '../architecture/sources.ts';
import { root } from '../suite/projects.ts';
import { contractParts, eventOwners } from './contract-inputs.ts';

interface Manifest {
  nx?: { namedInputs?: { contracts?: string[] } };
}

const sources = readSources(root);
const modules: Record<string, string> = {};
for (const path of new Bun.Glob('contracts/generated/events/*.ts').scanSync(root))
  modules[basename(path, '.ts')] = await Bun.file(join(root, path)).text();
const owners = eventOwners(modules);

/** Projects that use the contracts as a whole, by what is generated from them, and say so in their own way. */
const wholesale = new Set(['apps/e2e', 'packages/sdk']);
const projects = [...sources.keys()]
  .filter((path) => /^(apps|packages)\/[^/]+\/package\.json$/.test(path))
  .map((path) => dirname(path))
  .filter((project) => !wholesale.has(project));

for (const project of projects) {
  test(`the parts of the contracts that ${project} imports are its inputs, and no others`, () => {
    const { nx } = JSON.parse(sources.get(`${project}/package.json`)!) as Manifest;
    const declared = (nx?.namedInputs?.contracts ?? []).toSorted();
    // nx.namedInputs.contracts of its package.json: what Nx goes by to tell whom a change of a contract reaches
    expect(declared).toEqual(contractParts(project, sources, owners));
  });
}

test('each part that a project names is known to nx.json, and its files exist', async () => {
  const { namedInputs } = (await Bun.file(join(root, 'nx.json')).json()) as { namedInputs: Record<string, string[]> };
  const parts = Object.keys(namedInputs).filter((name) => /\.(http|rpc|events)$/.test(name));
  expect(parts.length).toBeGreaterThanOrEqual(14);
  for (const project of projects)
    expect(Object.keys(namedInputs)).toEqual(expect.arrayContaining(contractParts(project, sources, owners)));
  for (const glob of parts.flatMap((part) => namedInputs[part]!)) {
    const found = new Bun.Glob(glob.replace('{workspaceRoot}/', '')).scanSync(root).next();
    expect([glob, found.done]).toEqual([glob, false]);
  }
});

test("an import of an event, by one name of several, is its owner's part", () => {
  const source = "import { paymentFailed, type OrderCreated as New } from '@ecomm/contracts/events';";
  const made = new Map([['apps/a/src/b.ts', source]]);
  expect(contractParts('apps/a', made, owners)).toEqual(['orders.events', 'payments.events']);
});

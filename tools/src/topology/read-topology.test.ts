import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from './read-topology.ts';

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'ecomm-topology-'))));
afterEach(() => rm(root, { recursive: true }));

const messages = { TeaBrewed: { name: 'tea.brewed' }, CupEmptied: { name: 'cup.emptied' } };
const contracts = {
  'contracts/generated/asyncapi.json': JSON.stringify({ components: { messages } }),
  'contracts/generated/proto/ecomm/pots/pots.proto':
    'service PotService {\n  rpc FillPot(A) returns (B);\n  rpc EmptyPot(A) returns (B);\n}\n',
};
const pots = {
  'apps/pots/src/main.ts': `
    import { teaBrewed as brewed } from '@ecomm/contracts/events';
    import { relay } from '@ecomm/outbox/relay';
    const outbox = relay({ db, publishes: [brewed] });`,
};
const cups = {
  'apps/cups/src/main.ts': `
    import { cupEmptied } from '@ecomm/contracts/events';
    import { consume } from '@ecomm/events/consume';
    import { relay } from '@ecomm/outbox/relay';
    const group = 'cups-group';
    const outbox = relay({ publishes: [cupEmptied] });
    const consumer = consume({ bus, group, subscriptions: subscriptions(deps) });`,
  'apps/cups/src/subscriptions.ts': `
    import { teaBrewed } from '@ecomm/contracts/events';
    import { on } from '@ecomm/events/subscription';
    export const subscriptions = (deps: Deps) => [on(teaBrewed, async (tx: Tx) => fill(deps, tx))];`,
  'apps/cups/src/pots.ts': `
    import { PotServiceClient } from '@ecomm/contracts/rpc/pots';
    import { client } from '@ecomm/rpc/client';
    export function pots(options: Options) {
      const rpc = client(PotServiceClient, { name: 'pots', ...options });
      return { fill: () => rpc.fillPot({}), state: () => rpc.state() };
    }`,
  'apps/cups/src/pots.test.ts': `
    import { PotServiceClient } from '@ecomm/contracts/rpc/pots';
    import { client } from '@ecomm/rpc/client';
    const rpc = client(PotServiceClient, {}); await rpc.emptyPot({});`,
};

const readFrom = async (...parts: Record<string, string>[]) => {
  for (const [path, text] of Object.entries(Object.assign({}, ...parts) as Record<string, string>))
    await Bun.write(join(root, path), text);
  return readTopology(root);
};

test('what a service publishes, hears and calls is read out of its code, not out of its tests', async () => {
  expect(await readFrom(contracts, pots, cups)).toEqual({
    services: ['cups', 'pots'],
    publishes: [
      { service: 'cups', event: 'cup.emptied' },
      { service: 'pots', event: 'tea.brewed' },
    ],
    consumes: [{ service: 'cups', group: 'cups-group', event: 'tea.brewed' }],
    calls: [{ from: 'cups', to: 'pots', method: 'FillPot' }],
  });
});

test('what is spread into a call is read like what is written there', async () => {
  const path = 'apps/cups/src/main.ts';
  const spread = cups[path]
    .replace(/const group = .*/, "const reading = { group: 'cups-group' };")
    .replace('bus, group,', '...reading, bus,');
  expect((await readFrom(contracts, pots, cups, { [path]: spread })).consumes).toEqual([
    { service: 'cups', group: 'cups-group', event: 'tea.brewed' },
  ]);
});

/** Code that hides what it does, and the words that ask for it. */
const hidden: [string, string, string, string][] = [
  [
    'apps/cups/src/main.ts',
    "const group = 'cups-group'",
    'const group = nameOf(cups)',
    "must be written out: group: '…'",
  ],
  ['apps/cups/src/main.ts', 'consume({', 'begin({', "but not by one consume({ group: '…' })"],
  ['apps/cups/src/main.ts', '[cupEmptied]', 'all(cupEmptied)', 'must list what it publishes'],
  ['apps/cups/src/subscriptions.ts', 'on(teaBrewed', 'on(events.teaBrewed', 'events.teaBrewed is not an event of'],
  ['apps/cups/src/pots.ts', 'rpc.fillPot', 'rpc[method]', 'must be called by name'],
  ['apps/cups/src/pots.ts', 'contracts/rpc/pots', 'contracts/rpc/jugs', 'needs a client of'],
];
for (const [path, written, instead, words] of hidden) {
  test(`code that hides it is refused, by the name of its file: ${instead}`, async () => {
    const changed = { [path]: cups[path as keyof typeof cups].replace(written, instead) };
    const error = await readFrom(contracts, pots, cups, changed).catch(String);
    expect(error).toContain(path === 'apps/cups/src/main.ts' ? 'apps/cups' : path);
    expect(error).toContain(words);
  });
}

interface Document {
  components: { messages: Record<string, { name: string; tags: [{ name: string }] }> };
}

test('each event of the contracts is published by its owner and by nobody else', async () => {
  const generated = Bun.file(join(import.meta.dir, '../../../contracts/generated/asyncapi.json'));
  const document = (await generated.json()) as Document;
  const owned = Object.values(document.components.messages).map(({ name, tags }) => `${tags[0].name} ${name}`);
  const { publishes } = await readTopology();
  expect(publishes.map(({ service, event }) => `${service} ${event}`)).toEqual(owned.toSorted());
});

test('each service that hears events handles the golden records of all of them in its golden.flow.test.ts', async () => {
  const { consumes } = await readTopology();
  for (const { service, event } of consumes) {
    const source = Bun.file(join(import.meta.dir, `../../../apps/${service}/src/golden.flow.test.ts`));
    const handled = (await source.exists()) && (await source.text()).includes(`'${event}'`);
    expect({ service, event, handled }).toEqual({ service, event, handled: true });
  }
});

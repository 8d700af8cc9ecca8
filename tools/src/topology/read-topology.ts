import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isForTests } from '../architecture/sources.ts';
import { root as here } from '../suite/projects.ts';
import { callsOf, elementsOf, option, readSource, textOf, type Source } from './read-source.ts';

/** Who says what to whom. A service is `orders`, an event `order.created`, a method `GetUser`. All are sorted. */
export interface Topology {
  services: string[];
  publishes: { service: string; event: string }[];
  consumes: { service: string; group: string; event: string }[];
  calls: { from: string; to: string; method: string }[];
}

/** What the contracts name: an event's const → its type, a service → its gRPC methods. */
interface Names {
  events: ReadonlyMap<string, string>;
  methods: ReadonlyMap<string, readonly string[]>;
}

const eventsModule = '@ecomm/contracts/events';

/**
 * Reads the topology out of the services' code under `root` without running it: `on(event, …)` and `onAll(event, …)` of the subscription
 * tables with the group of `consume`, the relay's `publishes`, and the methods called on gRPC clients. Throws a
 * sentence where the code is written so that it cannot be told.
 */
export async function readTopology(root: string = here): Promise<Topology> {
  const mains = globSync('apps/*/src/main.ts', { cwd: root });
  const services = mains.map((path) => basename(dirname(dirname(path)))).toSorted();
  const names: Names = { events: await readEventNames(root), methods: await readMethods(root) };
  const each = await Promise.all(services.map((service) => readService(root, service, names)));
  return {
    services,
    publishes: each.flatMap(({ publishes }) => publishes),
    consumes: each.flatMap(({ consumes }) => consumes),
    calls: each.flatMap(({ calls }) => calls),
  };
}

async function readService(root: string, service: string, names: Names): Promise<Omit<Topology, 'services'>> {
  const paths = globSync(`apps/${service}/src/**/*.ts`, { cwd: root }).filter((path) => !isForTests(path));
  const sources = await Promise.all(paths.map((path) => readSource(root, path)));
  const groups = distinct(sources.flatMap(groupsOf));
  const consumed = distinct(sources.flatMap((source) => subscribed(source, names)));
  const [group] = groups;
  if (groups.length > 1 || (consumed.length > 0 && !group))
    throw new Error(`apps/${service} subscribes to events, but not by one consume({ group: '…' }) in its main.ts.`);
  const calls = sources.flatMap((source) => called(source, names));
  return {
    publishes: distinct(sources.flatMap((source) => relayed(source, names))).map((event) => ({ service, event })),
    consumes: consumed.map((event) => ({ service, group: group ?? '', event })),
    calls: distinct(calls.map((call) => call.join(' '))).map((call) => {
      const [to = '', method = ''] = call.split(' ');
      return { from: service, to, method };
    }),
  };
}

/** `consume({ group: 'orders-group', … })` */
const groupsOf = (source: Source): string[] =>
  callsOf(source, '@ecomm/events/consume', 'consume').map((call) => {
    const group = textOf(option(source, call, 'group'));
    if (!group) throw new Error(`${source.path}: the group of consume({ … }) must be written out: group: '…'.`);
    return group;
  });

/** `on(orderCreated, …)` and `onAll(orderCreated, …)` */
const subscribed = (source: Source, names: Names): string[] =>
  ['on', 'onAll']
    .flatMap((name) => callsOf(source, '@ecomm/events/subscription', name))
    .map(({ args }) => eventOf(source, names, args[0]?.getText() ?? 'nothing'));

/** `relay({ publishes: [orderCreated], … })` */
const relayed = (source: Source, names: Names): string[] =>
  callsOf(source, '@ecomm/outbox/relay', 'relay').flatMap((call) => {
    const events = elementsOf(option(source, call, 'publishes'));
    if (!events)
      throw new Error(`${source.path}: relay({ … }) must list what it publishes: publishes: [orderCreated].`);
    return events.map((event) => eventOf(source, names, event.getText()));
  });

/** `const users = client(UserServiceClient, …)`, then `users.getUser(…)`: [to, method]. */
const called = (source: Source, { methods }: Names): [string, string][] =>
  callsOf(source, '@ecomm/rpc/client', 'client').flatMap(({ args, into }) => {
    const imported = source.imports.get(args[0]?.getText() ?? '');
    const to = /^@ecomm\/contracts\/rpc\/(.+)$/.exec(imported?.from ?? '')?.[1];
    const known = methods.get(to ?? '');
    if (!to || !known) throw new Error(`${source.path}: client(…) needs a client of @ecomm/contracts/rpc/<service>.`);
    const used = known.filter((method) =>
      source.calls.some(({ callee }) => callee === `${into}.${method[0]?.toLowerCase()}${method.slice(1)}`),
    );
    if (used.length === 0)
      throw new Error(`${source.path}: the methods of client(${imported?.name}) must be called by name in this file.`);
    return used.map((method): [string, string] => [to, method]);
  });

function eventOf({ path, imports }: Source, { events }: Names, local: string): string {
  const imported = imports.get(local);
  const event = imported?.from.startsWith(eventsModule) ? events.get(imported.name) : undefined;
  if (!event) throw new Error(`${path}: ${local} is not an event of ${eventsModule}, imported by name.`);
  return event;
}

/** The const of a message `OrderCreated` is `orderCreated`. */
async function readEventNames(root: string): Promise<Map<string, string>> {
  const document = JSON.parse(await readFile(join(root, 'contracts/generated/asyncapi.json'), 'utf8')) as {
    components: { messages: Record<string, { name: string }> };
  };
  const messages = Object.entries(document.components.messages);
  return new Map(messages.map(([model, { name }]) => [`${model[0]?.toLowerCase()}${model.slice(1)}`, name]));
}

async function readMethods(root: string): Promise<Map<string, string[]>> {
  const methods = new Map<string, string[]>();
  for (const path of globSync('contracts/generated/proto/ecomm/*/*.proto', { cwd: root })) {
    const text = await readFile(join(root, path), 'utf8');
    const found = Array.from(text.matchAll(/^\s*rpc (\w+)/gm), ([, method = '']) => method);
    methods.set(basename(dirname(path)), found);
  }
  return methods;
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].toSorted();

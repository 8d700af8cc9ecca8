import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { readTopology, type Topology } from '../topology/read-topology.ts';
import type { Change } from './change.ts';
import { readProtos } from './compare-protos.ts';

/** SDK methods by service and operation id: `orders.create`. */
type Methods = Record<string, Record<string, string>>;

/** What tells who is affected: subscription tables, gRPC clients, SDK methods and the .proto files of before. */
export interface Users {
  consumes: Topology['consumes'];
  calls: Topology['calls'];
  methods: Methods;
  protos: string;
  /** What could not be read of the first folder, so that fewer may be named than are affected. */
  warnings: string[];
}

/**
 * The users of now and of before: either may still run. The first folder is the working tree; what can not be read of the
 * others, which may lack what is newer than they are, is left out.
 */
export async function readUsers(folders: readonly string[], protos: string): Promise<Users> {
  const found = await Promise.all(folders.map(readFolder));
  const methods: Methods = {};
  for (const one of found)
    for (const [service, names] of Object.entries(one.methods)) methods[service] = { ...names, ...methods[service] };
  return {
    consumes: found.flatMap(({ consumes }) => consumes),
    calls: found.flatMap(({ calls }) => calls),
    methods,
    protos: await readProtos(protos),
    warnings: found[0]?.warnings ?? [],
  };
}

async function readFolder(folder: string): Promise<Omit<Users, 'protos'>> {
  const sdk = join(folder, 'packages/sdk/src/methods.ts');
  const [topology, methods] = await Promise.allSettled([
    readTopology(folder),
    import(pathToFileURL(sdk).href) as Promise<{ methods: Methods }>,
  ]);
  const { consumes = [], calls = [] } = topology.status === 'fulfilled' ? topology.value : {};
  const warnings = [
    ...(topology.status === 'rejected' ? [`Consumers and callers are not known: ${said(topology.reason)}`] : []),
    ...(methods.status === 'rejected' ? [`Methods of the SDK are not known: ${said(methods.reason)}`] : []),
  ];
  return { consumes, calls, methods: methods.status === 'fulfilled' ? methods.value.methods : {}, warnings };
}

const said = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

/** Who reads, calls or sends it: `notifications (notifications-group)`, `orders, by GetUser`, `SDK shop.orders.create()`. */
export function affectedBy(users: Users): (change: Change) => string[] {
  return ({ subject: { protocol, service, name } }) => {
    if (protocol === 'REST') {
      const method = users.methods[service]?.[name];
      return [...(method ? [`SDK shop.${method}()`] : []), `HTTP clients of ${service}`];
    }
    if (protocol !== 'gRPC')
      return none(
        users.consumes.filter(({ event }) => event === name).map((one) => `${one.service} (${one.group})`),
        'no service of this repository subscribes to it',
      );
    const methods = methodsOf(users.protos, service, name);
    const calls = users.calls.filter(({ to, method }) => to === service && (!methods || methods.has(method)));
    return none(
      calls.map(({ from, method }) => `${from}, by ${method}`),
      'no service of this repository calls it',
    );
  };
}

const none = (found: string[], otherwise: string): string[] => (found.length > 0 ? found : [otherwise]);

/** The methods of a gRPC package that a message travels with, or the one named; undefined for all of them. */
function methodsOf(protos: string, service: string, name: string): Set<string> | undefined {
  const text = protos.split(/^(?=package )/m).find((one) => one.startsWith(`package ecomm.${service};`)) ?? '';
  const [owner = '', method] = name.split('.');
  if (method) return new Set([method]);
  const messages = new Map(
    Array.from(text.matchAll(/^message (\w+) \{([^}]*)\}/gm), ([, message = '', body = '']) => [message, body]),
  );
  if (!messages.has(owner)) return undefined;
  const carries = (message: string, seen: string[] = []): boolean =>
    message === owner ||
    [...messages.keys()].some(
      (part) =>
        part !== message &&
        !seen.includes(part) &&
        new RegExp(`\\b${part} \\w+ = `).test(messages.get(message) ?? '') &&
        carries(part, [...seen, message]),
    );
  const all = text.matchAll(/^\s*rpc (\w+)\((?:stream )?(\w+)\) returns \((?:stream )?(\w+)\)/gm);
  return new Set(
    Array.from(all).flatMap(([, rpc = '', request = '', response = '']) =>
      carries(request) || carries(response) ? [rpc] : [],
    ),
  );
}

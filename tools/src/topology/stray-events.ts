import { globSync } from 'node:fs';
import { join } from 'node:path';
import { isForTests } from '../architecture/sources.ts';
import { root as here } from '../suite/projects.ts';
import { callsOf, readSource } from './read-source.ts';
import { readTopology } from './read-topology.ts';

interface Named {
  type: string;
  owner: string;
}

/**
 * Where the events a service stages, those its relay lists and those the contract says are its own are not the same; each
 * as a sentence. A staged event that is not listed waits for a topic that nobody makes; one of another owner would be sent
 * as if that one had said it (`ce_source`).
 */
export async function findStrayEvents(root: string = here): Promise<string[]> {
  const { services, publishes } = await readTopology(root);
  const events = (await import(join(root, 'contracts/generated/events.ts'))) as Record<string, Partial<Named>>;
  const found = await Promise.all(
    services.map(async (service) => {
      const listed = new Set(publishes.filter((published) => published.service === service).map(({ event }) => event));
      const staged = await stagedBy(root, service, events);
      return [
        ...[...staged].flatMap(([event, path]) =>
          listed.has(event)
            ? []
            : [`${path} stages ${event}, which the relay in src/main.ts does not list: publishes.`],
        ),
        ...[...listed].flatMap((event) => [
          ...(staged.has(event) ? [] : [`apps/${service} lists ${event} as published and never stages it.`]),
          ...ownersOf(event, events).flatMap((owner) =>
            owner === service ? [] : [`apps/${service} publishes ${event}, which is for ${owner} to say.`],
          ),
        ]),
      ];
    }),
  );
  return found.flat();
}

/** What stages an event, and which of its arguments that is. */
const stagers = [
  { module: '@ecomm/outbox/stage', name: 'stage', at: 1 },
  { module: '@ecomm/outbox/outgoing', name: 'outgoing', at: 0 },
  { module: '@ecomm/outbox/event-row', name: 'eventRow', at: 0 },
] as const;

/** Event → the file that stages it. */
async function stagedBy(root: string, service: string, events: Record<string, Partial<Named>>) {
  const paths = globSync(`apps/${service}/src/**/*.ts`, { cwd: root }).filter((path) => !isForTests(path));
  const staged = new Map<string, string>();
  for (const source of await Promise.all(paths.toSorted().map((path) => readSource(root, path))))
    for (const { module, name, at } of stagers)
      for (const { args } of callsOf(source, module, name)) {
        const local = args[at]?.getText() ?? '';
        const event = events[source.imports.get(local)?.name ?? '']?.type;
        if (!event) throw new Error(`${source.path}: ${name}(… ${local} …) must name an event of the contracts.`);
        staged.set(event, source.path);
      }
  return staged;
}

const ownersOf = (event: string, events: Record<string, Partial<Named>>): string[] =>
  Object.values(events).flatMap(({ type, owner }) => (type === event && owner ? [owner] : []));

import { importsOf, type Sources } from '../architecture/sources.ts';

/** `orders.rpc`: a part of a service's contract, as nx.json names its files. */
export type ContractPart = string;

const packageName = '@ecomm/contracts';
const kinds: Record<string, string> = { http: 'http', openapi: 'http', rpc: 'rpc', proto: 'rpc' };

/**
 * Which parts of the contracts a project's sources import, sorted. Events go by the names that are imported, because one module
 * names all of them; `ownerOf` says whose `orderCreated` or `OrderCreated` is. What all share (money, kinds) and the AsyncAPI
 * document, which an app serves unread, are no part.
 */
export function contractParts(project: string, sources: Sources, ownerOf: ReadonlyMap<string, string>): ContractPart[] {
  const parts = new Set<ContractPart>();
  for (const [path, source] of sources) {
    if (!path.startsWith(`${project}/`) || !path.endsWith('.ts')) continue;
    for (const specifier of importsOf(source)) {
      const [kind, ...rest] = specifier.startsWith(`${packageName}/`)
        ? specifier.slice(packageName.length + 1).split('/')
        : [];
      if (kind === 'events') for (const name of eventNames(source)) parts.add(`${ownerOf.get(name) ?? name}.events`);
      else if (kind && kinds[kind]) parts.add(`${rest.at(-1)!.split('.')[0]}.${kinds[kind]}`);
    }
  }
  return [...parts].toSorted();
}

/** Who owns which name of the generated events, from `contracts/generated/events/<owner>.ts`. */
export function eventOwners(modules: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(
    Object.entries(modules).flatMap(([owner, source]) =>
      [...source.matchAll(/^export const (\w+)/gm)].map(([, name]) => [name!, owner] as const),
    ),
  );
}

function eventNames(source: string): string[] {
  const imports = source.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'@ecomm\/contracts\/events'/g);
  return [...imports].flatMap(([, names]) =>
    names!
      .split(',')
      .map((name) =>
        name
          .trim()
          .replace(/^type\s+/, '')
          .replace(/\s+as\s.*$/, ''),
      )
      .filter(Boolean),
  );
}

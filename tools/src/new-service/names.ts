import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from './refused.ts';

/** What a new service is called, and where it listens: `reviews`, `review`, 3006, 9466. */
export interface Names {
  plural: string;
  singular: string;
  port: number;
  metricsPort: number;
}

/** Words that mean something else already: folders, parts of the shop, first labels of topics, databases of Postgres. */
const taken = new Set(
  (
    'users products orders payments notifications storefront e2e contracts packages tools load runtime http rpc database ' +
    'events outbox sdk testing common health states main money kinds golden generated kafka redpanda postgres maildev smtp ' +
    'swagger asyncapi shop service services openapi proto template'
  ).split(' '),
);

/** Words that TypeScript keeps for itself; the code names one of them `<singular>` and many `<plural>`. */
const reserved = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof undefined var void while with yield async type declare namespace module ' +
    'app config contract schema service deps edge client operations types pages probes made found rows items'
  ).split(' '),
);

/** Checks a name for a new service of the workspace at `root`. Throws Refused, a sentence that says what to type instead. */
export function readNames(root: string, plural: string, given?: string): Names {
  if (!/^[a-z]{3,24}$/.test(plural))
    throw new Refused(
      `"${plural}" cannot name a service: its database, topics, variables and packages all bear the name. Take one word of ` +
        `3 to 24 small letters, in the plural: bun run new:service reviews`,
    );
  const singular = given ?? singularOf(plural);
  if (!singular || singular === plural || !/^[a-z]{2,24}$/.test(singular))
    throw new Refused(
      `What is one of "${plural}"? A service is named in the plural and its model in the singular, small letters both: ` +
        `bun run new:service ${plural} --singular <word>`,
    );
  if (existsSync(join(root, 'apps', plural)) || existsSync(join(root, 'contracts', `${plural}.tsp`)))
    throw new Refused(`There is a service ${plural} already: see apps/${plural}. Choose another name.`);
  for (const word of [plural, singular]) refuseTaken(root, word);
  const events = globSync('contracts/golden/*/', { cwd: root }).map((path) => path.split(/[\\/]/)[2] ?? '');
  const owned = events.find((event) => event.startsWith(`${singular}.`));
  if (owned) throw new Refused(`${owned} is an event of another service: give --singular another word.`);
  return { plural, singular, port: nextPort(root, 'http'), metricsPort: nextPort(root, 'metrics') };
}

function singularOf(plural: string): string | undefined {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(ch|sh|ss|x|z)es$/.test(plural)) return plural.slice(0, -2);
  return plural.endsWith('s') && !plural.endsWith('ss') ? plural.slice(0, -1) : undefined;
}

const declarations = /^(?:model|scalar|alias|enum|union|const|op) (\w+)/gm;

/** A model named like one that all contracts share, or like a global of JavaScript, would hide it. */
function refuseTaken(root: string, word: string): void {
  const pascal = capital(word);
  const shared = globSync('contracts/{common,states,health}.tsp', { cwd: root }).flatMap((path) =>
    Array.from(readFileSync(join(root, path), 'utf8').matchAll(declarations), ([, name]) => name),
  );
  const has = [pascal, word].some((name) => new Set(shared).has(name));
  if (taken.has(word) || reserved.has(word) || has || pascal in globalThis)
    throw new Refused(
      `"${word}" means something else already in this workspace or in TypeScript. Choose another word: ` +
        `bun run new:service <plural> [--singular <word>]`,
    );
}

/** The one after the highest of its kind in the table of services. */
function nextPort(root: string, kind: 'http' | 'metrics'): number {
  const table = readFileSync(join(root, 'tools/src/shop/services.ts'), 'utf8');
  return 1 + Math.max(...Array.from(table.matchAll(new RegExp(`\\b${kind}: (\\d+)`, 'g')), ([, port]) => Number(port)));
}

export const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;

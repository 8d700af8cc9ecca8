import { dirname, join } from 'node:path/posix';
import { importsOf, isForTests, withoutComments, type Sources } from './sources.ts';

/** One import, or one look at the environment, that the design forbids. */
export interface Violation {
  path: string;
  rule: string;
}

type Kind = 'app' | 'package' | 'contract' | 'tool' | 'e2e' | 'bench' | 'testing' | 'load';

/** Who may import whom of us. Tests and fixtures may use `testing` and `contract` besides. */
const mayImport: Record<Kind, readonly Kind[]> = {
  app: ['package', 'contract'],
  package: ['package'],
  contract: [],
  tool: ['contract', 'package'],
  e2e: ['contract', 'testing', 'tool', 'package', 'load'],
  bench: ['testing', 'tool', 'package'],
  testing: ['package'],
  load: [],
};

/** A driver belongs to the package that owns it; beside that only the named edges know it. */
const owners: Record<string, RegExp> = {
  kafkajs: /^packages\/events\/src\/kafka\.ts$|^tools\/src\/topic|^apps\/e2e\/|^bench\//,
  elysia: /^packages\/http\//,
  '@grpc/grpc-js': /^packages\/rpc\/|^contracts\/|^bench\//,
  postgres: /^packages\/(database|testing)\/|^tools\/|^apps\/e2e\/|^bench\//,
  // What the shop is compared with.
  express: /^bench\//,
  knex: /^bench\//,
  pg: /^bench\//,
};
/** The SDK is published by itself: its sources import nothing but each other, and the contracts only to generate them. */
const sdkSources = /^packages\/sdk\/src\//;
const sdkGenerator = 'packages/sdk/generate.ts';
const environmentReaders =
  /^packages\/runtime\/src\/(service-)?config\.ts$|^packages\/testing\/|^tools\/|^contracts\/|^load\/settings\.ts$|^apps\/e2e\/|^bench\/|^apps\/[^/]+\/src\/(main|migrate|seed|rotate-keys)\.ts$/;

export function findViolations(sources: Sources): Violation[] {
  const modules = [...sources].filter(([path]) => /\.tsx?$/.test(path));
  return [
    ...modules.flatMap(([path, source]) => importsOf(source).flatMap((specifier) => judgeImport(path, specifier))),
    ...modules.flatMap(([path, source]) => judgeEnvironment(path, source)),
    ...[...sources].flatMap(([path, source]) => (path.endsWith('package.json') ? judgeManifest(path, source) : [])),
    ...findCycles(modules),
  ];
}

function judgeImport(path: string, specifier: string): Violation[] {
  const rules = [judgeRelative, judgeSdk, judgeLoad, judgeOurs, judgeDriver].map((judge) => judge(path, specifier));
  return rules.flatMap((rule) => (rule ? [{ path, rule }] : []));
}

function judgeRelative(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = join(dirname(path), specifier);
  return projectOf(target) === projectOf(path) ? undefined : `leaves its project by ${specifier}`;
}

function judgeSdk(path: string, specifier: string): string | undefined {
  const isOwn = !sdkSources.test(path) || isForTests(path) || specifier.startsWith('.');
  return isOwn ? undefined : `the SDK has no dependencies (${specifier})`;
}

/** k6 has a runtime of its own: no packages, no Node, and no file without its ending. */
function judgeLoad(path: string, specifier: string): string | undefined {
  if (kindOf(path) !== 'load' || isForTests(path) || /^k6(\/|$)/.test(specifier)) return undefined;
  return /^\..*\.ts$/.test(specifier) ? undefined : `k6 cannot load ${specifier}`;
}

function judgeOurs(path: string, specifier: string): string | undefined {
  const name = ourName(specifier);
  const from = kindOf(path);
  if (!name || !from || projectOf(path).endsWith(`/${name}`) || projectOf(path) === name) return undefined;
  const to = kindOfName(name);
  if (mayImport[from].includes(to) || (path === sdkGenerator && to === 'contract')) return undefined;
  if (isForTests(path) && (to === 'testing' || to === 'contract')) return undefined;
  // Its decisions without I/O, for the test that lets the apps act together in memory.
  if (from === 'e2e' && specifier === `@ecomm/${name}/aggregate`) return undefined;
  return `${from} must not import ${to} (${specifier})`;
}

function judgeDriver(path: string, specifier: string): string | undefined {
  const driver = Object.keys(owners).find((name) => specifier === name || specifier.startsWith(`${name}/`));
  if (!driver || owners[driver]?.test(path) || isForTests(path)) return undefined;
  return `${driver} is not for it`;
}

function judgeEnvironment(path: string, source: string): Violation[] {
  const reads = /\b(process|Bun|import\.meta)\.env\b|\b__ENV\b/.test(withoutComments(source));
  return reads && !environmentReaders.test(path) && !isForTests(path) ? [{ path, rule: 'reads the environment' }] : [];
}

function judgeManifest(path: string, source: string): Violation[] {
  const { dependencies = {} } = JSON.parse(source) as { dependencies?: Record<string, string> };
  return '@ecomm/testing' in dependencies ? [{ path, rule: '@ecomm/testing is for devDependencies only' }] : [];
}

/** Packages import each other in one direction only. */
function findCycles(modules: [string, string][]): Violation[] {
  const edges = new Map<string, Set<string>>();
  for (const [path, source] of modules) {
    if (!path.startsWith('packages/') || isForTests(path)) continue;
    const targets = edges.get(projectOf(path)) ?? new Set();
    edges.set(projectOf(path), targets);
    for (const name of importsOf(source).flatMap((specifier) => ourName(specifier) ?? [])) {
      if (`packages/${name}` !== projectOf(path)) targets.add(`packages/${name}`);
    }
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(edges.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  return [...edges.keys()].flatMap((project) =>
    reaches(project, project) ? [{ path: project, rule: 'imports itself in a circle' }] : [],
  );
}

const ourName = (specifier: string): string | undefined => /^@ecomm\/([^/]+)/.exec(specifier)?.[1];

const projectOf = (path: string): string => (/^(?:apps|packages)\/[^/]+/.exec(path) ?? /^[^/]+/.exec(path) ?? [''])[0];

function kindOf(path: string): Kind | undefined {
  const [top, name = ''] = path.split('/');
  if (top === 'apps') return name === 'e2e' ? 'e2e' : 'app';
  if (top === 'packages') return name === 'testing' ? 'testing' : 'package';
  return ({ contracts: 'contract', tools: 'tool', bench: 'bench', load: 'load' } as const)[
    top as 'contracts' | 'tools' | 'bench' | 'load'
  ];
}

const packageNames = new Set(['runtime', 'http', 'rpc', 'database', 'events', 'outbox', 'sdk']);

function kindOfName(name: string): Kind {
  if (name === 'contracts') return 'contract';
  if (name === 'tools') return 'tool';
  if (name === 'load') return 'load';
  if (name === 'testing' || name === 'e2e') return name;
  return packageNames.has(name) ? 'package' : 'app';
}

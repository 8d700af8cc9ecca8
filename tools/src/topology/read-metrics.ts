import { globSync } from 'node:fs';
import { isForTests } from '../architecture/sources.ts';
import { root as here } from '../suite/projects.ts';
import { callsOf, elementsOf, readSource, textOf, type Call } from './read-source.ts';

/** One metric as its code declares it; `name` is what Prometheus shows, of a histogram without `_bucket`. */
export interface Metric {
  name: string;
  kind: (typeof kinds)[number];
  help: string;
  labels: string[];
  /** Where it is declared, from the root of the workspace. */
  path: string;
}

const kinds = ['counter', 'gauge', 'histogram'] as const;
const modules = ['@ecomm/runtime/metrics', './metrics.ts'];

/** Every metric that a service may show, by name. Throws a sentence where a declaration is written so that it cannot be read. */
export async function readMetrics(root: string = here): Promise<Metric[]> {
  const paths = globSync(['packages/*/src/*.ts', 'apps/*/src/*.ts'], { cwd: root }).filter((path) => !isForTests(path));
  const each = await Promise.all(paths.map((path) => metricsIn(root, path)));
  return each.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function metricsIn(root: string, path: string): Promise<Metric[]> {
  const source = await readSource(root, path);
  return kinds.flatMap((kind) =>
    modules.flatMap((from) => callsOf(source, from, kind).map((call) => metricOf(kind, call, path))),
  );
}

function metricOf(kind: Metric['kind'], { args: [first, second, third] }: Call, path: string): Metric {
  const [name, help] = [textOf(first), textOf(second)];
  const labels = (third ? elementsOf(third) : [])?.map(textOf);
  if (name === undefined || help === undefined || !labels?.every((label) => label !== undefined))
    throw new Error(`${path} declares a ${kind} whose name, help or labels are not written out where it is declared`);
  return { name, kind, help, labels, path };
}

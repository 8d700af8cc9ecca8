/**
 * `bun --bun tools/src/suite/ask-cache.ts <target> <project>,<project> [<target> …]`: ends with 0 when Nx remembers a result
 * for each of these tasks as things are now, with 1 when one would have to run. A process of its own: it loads Nx, which has
 * no public way to ask. Nx is pinned; should a later one have moved these parts, the answer is 1 and only costs time.
 */
import { join } from 'node:path';
import { root } from './projects.ts';

interface Task {
  id: string;
  hash?: string;
}
interface TaskGraph {
  tasks: Record<string, Task>;
}
interface Cache {
  init?(): Promise<void>;
  get(task: Task): Promise<{ code: number } | null>;
}
type Call = (...args: unknown[]) => unknown;

const parts = [
  'config/nx-json',
  'project-graph/project-graph',
  'tasks-runner/create-task-graph',
  'tasks-runner/run-command',
  'tasks-runner/cache',
  'hasher/create-task-hasher',
  'hasher/hash-task',
];

async function areCached(asked: { target: string; projects: string[] }[]): Promise<boolean> {
  const modules = await Promise.all(parts.map((part) => import(join(root, 'node_modules/nx/dist/src', `${part}.js`))));
  const nx = Object.assign({}, ...modules) as Record<string, Call>;
  const call = (name: string, ...args: unknown[]): unknown => nx[name]!(...args);
  const nxJson = call('readNxJson');
  const graph = await call('createProjectGraphAsync');
  const { runnerOptions } = call('getRunner', {}, nxJson) as { runnerOptions: unknown };
  const hasher = call('createTaskHasher', graph, nxJson, runnerOptions);
  const cache = call('getCache', runnerOptions) as Cache;
  await cache.init?.();
  for (const { target, projects } of asked) {
    const taskGraph = call('createTaskGraph', graph, {}, projects, [target], undefined, {}) as TaskGraph;
    const environments = Object.fromEntries(Object.keys(taskGraph.tasks).map((id) => [id, process.env]));
    await call('hashTasks', hasher, graph, taskGraph, environments, null);
    for (const task of Object.values(taskGraph.tasks)) if ((await cache.get(task))?.code !== 0) return false;
  }
  return true;
}

try {
  const [, , ...words] = process.argv;
  const asked = words.flatMap((word, at) => (at % 2 ? [{ target: words[at - 1]!, projects: word.split(',') }] : []));
  process.exit((await areCached(asked)) ? 0 : 1);
} catch (error) {
  if (process.env.NX_VERBOSE_LOGGING) console.error(error);
  process.exit(1);
}

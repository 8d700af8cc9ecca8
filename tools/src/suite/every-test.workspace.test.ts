import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import { readProjects, type Project } from './projects.ts';
import { nightlyTargets, tasksOf } from './run-suite.ts';

/** In how many files the project's script for this target looks for tests; without its report, which is of a real run. */
async function filesOf({ folder }: Project, target: string): Promise<number> {
  const { scripts } = (await Bun.file(join(folder, 'package.json')).json()) as { scripts: Record<string, string> };
  const script = `${scripts[target]!.replaceAll(/--reporter\S+/g, '')} --test-name-pattern 'no test has this name'`;
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { text } = await runToEnd({ argv: [process.execPath, 'exec', script], cwd: folder, env });
  return Number(/Searched (\d+) files?/.exec(text)?.[1] ?? 0);
}

async function testFiles(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => /(?<!(node_modules|templates).*)\.test\.tsx?$/.test(file)).length;
}

const tasksOfAll = (project: Project) => [...tasksOf([project]), ...tasksOf([project], nightlyTargets)];
const split = readProjects().filter((project) => tasksOfAll(project).length > 1);

test.each(split.map((project) => [project.short, project] as const))(
  'each test file of %s is run by one of its targets, and by one only',
  async (_, project) => {
    const counts = await Promise.all(tasksOfAll(project).map(({ target }) => filesOf(project, target)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(await testFiles(project.folder));
  },
  60_000,
);

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { runToEnd } from './shop/run.ts';
import { affectedTasks } from './suite/affected.ts';
import { hasScript, readProjects, root, type Project } from './suite/projects.ts';

new Command('bun tools/src/check-types.ts')
  .description(
    'Type-checks what uncommitted changes reach, all of it as one program: the check of a commit (lefthook.yml).',
  )
  .parse();

const checked = readProjects().filter((project) => hasScript(project, 'check'));
const [affected] = await affectedTasks([{ target: 'check', projects: checked }], 'HEAD');
const results = await Promise.all((await programs(affected?.projects ?? [])).map(compile));
for (const { code, text } of results) if (code !== 0) console.error(text);
process.exit(results.every(({ code }) => code === 0) ? 0 : 1);

/** What to compile: a program of all projects with the common options, and one of each that has options of its own. */
async function programs(projects: Project[]): Promise<string[]> {
  const own: string[] = [];
  const common: string[] = [];
  for (const { folder } of projects) {
    const { compilerOptions } = (await Bun.file(join(folder, 'tsconfig.json')).json()) as { compilerOptions?: unknown };
    if (compilerOptions) own.push(join(folder, 'tsconfig.json'));
    else common.push(join(folder, '**/*.ts'));
  }
  return common.length === 0 ? own : [...own, await together(common)];
}

async function together(include: string[]): Promise<string> {
  const path = join(root, 'node_modules', '.types', `${process.pid}.json`);
  await mkdir(join(root, 'node_modules', '.types'), { recursive: true });
  const exclude = ['**/node_modules', '**/dist', 'tools/templates'].map((path) => join(root, path));
  await Bun.write(path, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), include, exclude }));
  return path;
}

async function compile(path: string): Promise<{ code: number; text: string }> {
  try {
    const tsc = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
    return await runToEnd({ argv: [process.execPath, tsc, '--project', path], cwd: root });
  } finally {
    if (path.includes('.types')) await rm(path, { force: true });
  }
}

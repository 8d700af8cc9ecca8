import { availableParallelism } from 'node:os';
import type { Output } from '../shop/lines.ts';
import type { Tasks } from './affected.ts';
import { forgetReports, lastLine, sumReports } from './junit.ts';
import { nx } from './nx.ts';
import { hasScript, type Project } from './projects.ts';

const targets = ['test', 'test-workspace', 'test-readme'];

/** Of tests that take longer than a commit may wait. */
export const nightlyTargets = ['test-nightly'];

/** The tests of these projects: their own, and those that read more than what it is made of, each with a target of theirs. */
export function tasksOf(projects: readonly Project[], these: readonly string[] = targets): Tasks[] {
  return these
    .map((target) => ({ target, projects: projects.filter((project) => hasScript(project, target)) }))
    .filter((tasks) => tasks.projects.length > 0);
}

/** Nothing of these has to run: shows what Nx remembers of them, with the line `N passed, N failed`. */
export async function recallSuite(tasks: readonly Tasks[]): Promise<boolean> {
  await forgetReports(tasks);
  const names = new Set(tasks.flatMap(({ projects }) => projects.map(({ name }) => name)));
  const targets = tasks.map(({ target }) => target);
  const code = await nx([
    'run-many',
    '--target',
    ...targets,
    `--projects=${[...names].join(',')}`,
    '--output-style=static',
  ]);
  return conclude(tasks, code === 0);
}

/**
 * Runs these tests through Nx, those of the whole shop alone and after the others, those that read the
 * whole workspace last, and ends with
 * the line `N passed, N failed`. Answers whether all passed.
 */
export async function runSuite(tasks: readonly Tasks[], env: Record<string, string>, fresh: boolean): Promise<boolean> {
  await forgetReports(tasks);
  let ok = true;
  for (const { target, projects } of tasks) {
    const parts = projects.filter(({ short }) => short !== 'e2e');
    const whole = projects.filter(({ short }) => short === 'e2e');
    ok = (await runTests(target, parts, Math.min(4, availableParallelism()), env, fresh)) && ok;
    ok = (await runTests(target, whole, 1, env, fresh)) && ok;
  }
  return conclude(tasks, ok);
}

async function runTests(
  target: string,
  projects: readonly Project[],
  parallel: number,
  env: Record<string, string>,
  fresh: boolean,
): Promise<boolean> {
  if (projects.length === 0) return true;
  const names = projects.map((project) => project.name).join(',');
  const argv = [
    'run-many',
    `--target=${target}`,
    `--projects=${names}`,
    `--parallel=${parallel}`,
    '--output-style=static',
  ];
  return (await nx([...argv, ...(fresh ? ['--skip-nx-cache'] : [])], env)) === 0;
}

async function conclude(tasks: readonly Tasks[], allEndedWell: boolean): Promise<boolean> {
  const counts = await sumReports(tasks);
  const ok = allEndedWell && counts.failed === 0;
  if (counts.failures.length > 0) console.log(`\nFailed:\n${counts.failures.map((one) => `  ${one}`).join('\n')}`);
  console.log(`\n${lastLine(counts, ok)}`);
  return ok;
}

/** The tests of one project again at each change of its files, until Ctrl-C. */
export async function watchProject(project: Project, env: Record<string, string>, out: Output): Promise<boolean> {
  out.say(`Watching ${project.folder}`);
  const argv = [process.execPath, 'test', '--watch', '--timeout', '30000'];
  const child = Bun.spawn(argv, { cwd: project.folder, env, stdio: ['inherit', 'inherit', 'inherit'] });
  return (await child.exited) === 0;
}

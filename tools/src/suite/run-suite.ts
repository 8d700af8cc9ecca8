import { availableParallelism } from 'node:os';
import type { Output } from '../shop/lines.ts';
import { forgetReports, lastLine, sumReports } from './junit.ts';
import { nx } from './nx.ts';
import type { Project } from './projects.ts';

/**
 * Runs the tests of these projects through Nx, those of the whole shop alone and after the others, and ends with the line
 * `N passed, N failed`. Answers whether all passed.
 */
export async function runSuite(
  projects: readonly Project[],
  env: Record<string, string>,
  fresh: boolean,
): Promise<boolean> {
  await forgetReports(projects);
  const whole = projects.filter((project) => project.short === 'e2e');
  const parts = projects.filter((project) => project.short !== 'e2e');
  const partsPass = await runTests(parts, Math.min(4, availableParallelism()), env, fresh);
  const wholePasses = await runTests(whole, 1, env, fresh);
  const counts = await sumReports(projects);
  const ok = partsPass && wholePasses && counts.failed === 0;
  console.log(`\n${lastLine(counts, ok)}`);
  return ok;
}

async function runTests(projects: readonly Project[], parallel: number, env: Record<string, string>, fresh: boolean) {
  if (projects.length === 0) return true;
  const names = projects.map((project) => project.name).join(',');
  const argv = ['run-many', '--target=test', `--projects=${names}`, `--parallel=${parallel}`, '--output-style=static'];
  return (await nx([...argv, ...(fresh ? ['--skip-nx-cache'] : [])], env)) === 0;
}

/** The tests of one project again at each change of its files, until Ctrl-C. */
export async function watchProject(project: Project, env: Record<string, string>, out: Output): Promise<boolean> {
  out.say(`Watching ${project.folder}`);
  const argv = [process.execPath, 'test', '--watch', '--timeout', '30000'];
  const child = Bun.spawn(argv, { cwd: project.folder, env, stdio: ['inherit', 'inherit', 'inherit'] });
  return (await child.exited) === 0;
}

import { join } from 'node:path';
import { runToEnd } from '@ecomm/tools/shop/run';
import type { Catcher } from './mutation.ts';

/** How something ended: caught, with what noticed it, or not, with why. */
export interface Verdict {
  readonly caught: boolean;
  /** The line of the error that says it, or the test's name; when not caught, what happened instead. */
  readonly by: string;
}

export interface Asked {
  readonly code: number;
  readonly text: string;
}

const timeoutMs = 60_000;
/** One mutation after another changes a file of a project: the compiler looks again at what hangs on it only. */
const remembering = ['--incremental', '--tsBuildInfoFile', 'node_modules/.drift.tsbuildinfo'];

/** Runs the catcher in a workspace; of a test file only the tests of these names. */
export function ask(folder: string, catcher: Catcher, names: readonly string[]): Promise<Asked> {
  const bun = process.execPath;
  const env = { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' };
  if (catcher.kind === 'check') return runToEnd({ argv: [bun, ...catcher.argv], cwd: folder, env, timeoutMs });
  const cwd = join(folder, catcher.project);
  if (catcher.kind === 'compiler')
    return runToEnd({
      argv: ['node_modules/.bin/tsc', '-p', '.', '--pretty', 'false', ...remembering],
      cwd,
      env,
      timeoutMs,
    });
  const file = catcher.project === '.' ? `./${catcher.file}` : `./src/${catcher.file}`;
  const argv = [bun, 'test', file, '--timeout', '20000', '--test-name-pattern', names.map(patternOf).join('|')];
  return runToEnd({ argv, cwd, env, timeoutMs });
}

/** A describe and its test are printed with ` > ` between them and matched with a space. */
const patternOf = (name: string): string =>
  name.replaceAll(' > ', ' ').replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** Whether the catcher failed, and for the reason that was expected of it. */
export function verdictOf({ code, text }: Asked, catcher: Catcher, folder: string): Verdict {
  if (code === 0) return missed('Nothing noticed it.');
  if (catcher.kind === 'test')
    return text.includes(`(fail) ${catcher.name}`)
      ? { caught: true, by: catcher.name }
      : missed(`It failed, but not by this test:\n${text.slice(-2_000)}`);
  const lines = text.replaceAll(`${folder}/`, '').split('\n');
  const at = lines.findIndex((line) => line.includes(catcher.error));
  if (at === -1) return missed(`It failed, but no line has ${JSON.stringify(catcher.error)}:\n${text}`);
  return { caught: true, by: `${placeOf(lines.slice(0, at))}${lines[at]?.trim()}` };
}

/** The compiler says where on the first line of an error and why on the last. */
function placeOf(above: readonly string[]): string {
  const first = above.findLast((line) => /^\S/.test(line)) ?? '';
  return /^\S+\(\d+,\d+\): error TS\d+: /.exec(first)?.[0] ?? '';
}

export const missed = (by: string): Verdict => ({ caught: false, by });

/** A catcher as one would call it; the same for those that are asked by one command. */
export function nameOf(catcher: Catcher): string {
  if (catcher.kind === 'compiler') return `tsc in ${catcher.project}`;
  if (catcher.kind === 'check') return `bun ${catcher.argv.join(' ')}`;
  return catcher.project === '.' ? catcher.file : `${catcher.project}/src/${catcher.file}`;
}

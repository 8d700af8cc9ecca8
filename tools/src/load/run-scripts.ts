import { join } from 'node:path';
import type { Subprocess } from 'bun';
import { silent } from '../shop/lines.ts';
import type { Env } from '../shop/port-plan.ts';
import { onStopSignals } from '../shop/stop-signals.ts';
import { root } from '../suite/projects.ts';
import type { ScriptName } from './scripts.ts';

interface Run {
  k6: string;
  env: Env;
  /** For `k6 run`, as they are. */
  args: readonly string[];
}

/**
 * Runs scripts one after another, before the eyes of who started them; gives k6's exit code, of the first that failed. At
 * the first Ctrl-C k6 ends its iterations, tears down and reports, and no script follows; at the second it is killed.
 */
export async function runScripts(names: readonly ScriptName[], { k6, env, args }: Run): Promise<number> {
  let running: Subprocess | undefined;
  let isStopping = false;
  const complain = (text: string): void => console.error(text);
  const stopped = onStopSignals({ ...silent, complain }, () => running?.kill('SIGKILL'));
  const endEarly = async (): Promise<void> => {
    await stopped;
    isStopping = true;
    running?.kill('SIGINT');
  };
  void endEarly();
  let code = 0;
  for (const name of names) {
    if (isStopping) break;
    running = Bun.spawn([k6, 'run', '--no-usage-report', ...args, join('load', `${name}.ts`)], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A group of its own: a Ctrl-C that came from the terminal as well as from here would be a second one to k6.
      detached: true,
    });
    code = (await running.exited) || code;
  }
  return code;
}

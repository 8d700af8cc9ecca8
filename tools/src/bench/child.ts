import { join } from 'node:path';
import { silent } from '../shop/lines.ts';
import { freePort, isFree } from '../shop/ports.ts';
import { Supervised } from '../shop/supervise.ts';

/** Runs a script of this folder as a process of its own, with a free port as its first argument, until it listens there. */
export async function startChild(
  script: string,
  args: readonly string[],
  cleanup: AsyncDisposableStack,
): Promise<{ port: number; pid: number }> {
  const path = join(import.meta.dir, script);
  const port = await freePort();
  const child = new Supervised(
    {
      name: script,
      argv: [process.execPath, '--no-orphans', path, String(port), ...args],
      env: process.env,
      mark: path,
      ready: async () => !(await isFree(port)),
    },
    silent,
  );
  cleanup.defer(() => child.stop());
  await child.start();
  return { port, pid: child.pid! };
}

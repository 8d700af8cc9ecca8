import { silent } from './lines.ts';
import { freePort, isFree } from './ports.ts';
import { Supervised } from './supervise.ts';

export interface Script {
  path: string;
  /** After the port. */
  args?: readonly string[];
  /** What runs it: this Bun, which ends with its parent, unless told. */
  runtime?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Runs a script as a process of its own, with a free port as its first argument, until it listens there. */
export async function startScript(
  { path, args = [], runtime = [process.execPath, '--no-orphans'], env }: Script,
  cleanup: AsyncDisposableStack,
): Promise<{ port: number; pid: number }> {
  const port = await freePort();
  const ready = async (): Promise<boolean> => !(await isFree(port));
  const argv = [...runtime, path, String(port), ...args];
  const script = new Supervised({ name: path, argv, env: { ...process.env, ...env }, mark: path, ready }, silent);
  cleanup.defer(() => script.stop());
  await script.start();
  return { port, pid: script.pid! };
}

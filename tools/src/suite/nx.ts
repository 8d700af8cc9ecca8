import { root } from './projects.ts';

/** What Nx' processes and ours that start it are given. */
export const nxEnvironment = (env: Record<string, string | undefined>): Record<string, string | undefined> => ({
  ...env,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  // Nx colours what its tasks print unless told otherwise, also for a file.
  ...(process.stdout.isTTY ? {} : { FORCE_COLOR: '0' }),
});

/** Runs Nx on this Bun, its output straight through; answers its exit code. */
export async function nx(args: string[], env: Record<string, string | undefined> = process.env): Promise<number> {
  const child = Bun.spawn([process.execPath, '--bun', 'nx', ...args], {
    cwd: root,
    env: nxEnvironment(env),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return child.exited;
}

/** Runs Nx on this Bun and answers what it wrote: to stdout when it ends well, else all of it. */
export async function nxSilent(...args: string[]): Promise<{ code: number; text: string }> {
  const child = Bun.spawn([process.execPath, '--bun', 'nx', ...args], {
    cwd: root,
    env: nxEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, text: code === 0 ? said : `${said}${complained}` };
}

/** Whether Nx remembers a good result of all of these, so that none would run. */
export async function isRemembered(tasks: readonly { target: string; projects: readonly { name: string }[] }[]) {
  const asked = tasks.flatMap(({ target, projects }) => [target, projects.map(({ name }) => name).join(',')]);
  const child = Bun.spawn([process.execPath, '--bun', `${import.meta.dir}/ask-cache.ts`, ...asked], {
    cwd: root,
    env: nxEnvironment(process.env),
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return (await child.exited) === 0;
}

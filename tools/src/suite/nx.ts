import { root } from './projects.ts';

/** Runs Nx on this Bun, its output straight through; answers its exit code. */
export async function nx(args: string[], env: Record<string, string | undefined> = process.env): Promise<number> {
  const child = Bun.spawn([process.execPath, '--bun', 'nx', ...args], {
    cwd: root,
    // Nx colours what its tasks print unless told otherwise, also for a file.
    env: { ...env, NX_DAEMON: 'false', NX_TUI: 'false', ...(process.stdout.isTTY ? {} : { FORCE_COLOR: '0' }) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return child.exited;
}

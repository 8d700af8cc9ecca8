import type { Subprocess } from 'bun';
import { eachLine } from './lines.ts';

export interface Run {
  argv: string[];
  cwd?: string;
  env?: Record<string, string | undefined>;
  user?: { uid: number; gid: number };
  timeoutMs?: number;
  /** Given each line, of both streams, as it comes. */
  take?: (line: string) => void;
}

export interface Ran {
  code: number;
  /** Both streams, in the order in which their lines came. */
  text: string;
}

const running = new Set<Subprocess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs a command to its end. Never throws: a command that is missing has code 127, one over its time 124. */
export async function runToEnd({ argv, cwd, env, user, timeoutMs, take }: Run): Promise<Ran> {
  const lines: string[] = [];
  const collect = (line: string) => {
    lines.push(line);
    take?.(line);
  };
  try {
    const child = Bun.spawn(argv, {
      ...(cwd ? { cwd } : {}),
      ...(env ? { env } : {}),
      ...user,
      ...(timeoutMs ? { timeout: timeoutMs, killSignal: 'SIGKILL' } : {}),
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    running.add(child);
    const streams = Promise.all([eachLine(child.stdout, collect), eachLine(child.stderr, collect)]);
    const code = await child.exited;
    running.delete(child);
    if (child.signalCode === 'SIGKILL' && timeoutMs) return { code: 124, text: lines.join('\n') };
    await streams;
    return { code, text: lines.join('\n') };
  } catch (error) {
    return { code: 127, text: (error as Error).message };
  }
}

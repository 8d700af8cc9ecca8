import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface LogOptions {
  folder?: string;
  say?: (line: string) => void;
}

/** The folder of a run's logs, and `run.log` in it, which has what the harness does. */
export async function runLog({ folder, say: hear }: LogOptions, opened: AsyncDisposableStack) {
  const logs = folder ?? (await mkdtemp(join(tmpdir(), 'ecomm-chaos-')));
  if (!folder) opened.defer(() => rm(logs, { recursive: true, force: true }));
  mkdirSync(logs, { recursive: true });
  const say = (text: string): void => {
    const line = `${new Date().toISOString()} ${text}`;
    appendFileSync(join(logs, 'run.log'), `${line}\n`);
    hear?.(line);
  };
  return { logs, say };
}

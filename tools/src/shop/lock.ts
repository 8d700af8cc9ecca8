import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Output } from './lines.ts';
import { findProcess, signalQuietly, type Running } from './process-table.ts';
import { until } from './until.ts';

/** A process the shop started. `mark` is a part of its command line that no foreign process has. */
export interface Recorded {
  name: string;
  pid: number;
  born: string;
  mark: string;
  stopSignal: NodeJS.Signals;
}

export interface LockContent {
  supervisor: { pid: number; born: string };
  since: string;
  /** What the running shop answers at; filled when it is ready. */
  urls: Record<string, string>;
  processes: Recorded[];
}

export interface Lock {
  record(name: string, pid: number, mark: string, stopSignal: NodeJS.Signals): Promise<void>;
  announce(urls: Record<string, string>): Promise<void>;
  release(): Promise<void>;
}

export const lockPath = (dataDir: string): string => join(dataDir, 'shop.lock');

/** What the lock says, when its supervisor lives; undefined when no shop runs on this folder. */
export async function findRunningShop(dataDir: string): Promise<LockContent | undefined> {
  const content = await readLock(dataDir);
  const supervisor = content && (await findProcess(content.supervisor.pid));
  return supervisor?.born === content?.supervisor.born ? content : undefined;
}

/**
 * Takes the lock of `dataDir`, or answers with the shop that holds it. The lock of a supervisor that was killed is
 * recognised: what it left running is stopped, each process only after its command line was checked.
 */
export async function takeLock(dataDir: string, out: Output): Promise<Lock | LockContent> {
  await mkdir(dataDir, { recursive: true });
  const self = await findProcess(process.pid);
  const content: LockContent = {
    supervisor: { pid: process.pid, born: self?.born ?? '' },
    since: new Date().toISOString(),
    urls: {},
    processes: [],
  };
  for (;;) {
    if (await createLock(dataDir, content)) return holder(dataDir, content);
    const running = await findRunningShop(dataDir);
    if (running) return running;
    await clearStaleLock(dataDir, out);
  }
}

async function readLock(dataDir: string): Promise<LockContent | undefined> {
  try {
    return JSON.parse(await readFile(lockPath(dataDir), 'utf8')) as LockContent;
  } catch {
    return undefined;
  }
}

/** Atomic with its content: written aside, then linked under the name, which fails when the name is taken. */
async function createLock(dataDir: string, content: LockContent): Promise<boolean> {
  const aside = `${lockPath(dataDir)}.${crypto.randomUUID()}`;
  await writeFile(aside, JSON.stringify(content, undefined, 2));
  try {
    await link(aside, lockPath(dataDir));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function clearStaleLock(dataDir: string, out: Output): Promise<void> {
  const content = await readLock(dataDir);
  // Of two starters only one renames; the other finds the lock gone, or the new one, and looks again.
  const mine = `${lockPath(dataDir)}.stale.${crypto.randomUUID()}`;
  const renamed = await rename(lockPath(dataDir), mine).then(
    () => true,
    () => false,
  );
  if (!renamed) return;
  const left = await stopRecorded(content?.processes ?? []);
  await rm(mine, { force: true });
  const what =
    left.length > 0 ? `what it had left running was stopped: ${left.join(', ')}` : 'nothing of it was running';
  out.say(`The last supervisor was killed (stale lock); ${what}.`);
}

/** Stops recorded processes that still are what they were when recorded, last started first; answers their names. */
export async function stopRecorded(processes: readonly Recorded[], graceMs = 10_000): Promise<string[]> {
  const stopped: string[] = [];
  for (const one of processes.toReversed()) {
    if (!(await isStill(one))) continue;
    signalQuietly(one.pid, one.stopSignal);
    signalQuietly(one.pid, 'SIGCONT');
    const gone = await until(async () => !(await isStill(one)), graceMs);
    if (!gone) signalQuietly(one.pid, 'SIGKILL');
    await until(async () => !(await isStill(one)), 5000);
    stopped.push(one.name);
  }
  return stopped;
}

async function isStill({ pid, born, mark }: Recorded): Promise<boolean> {
  const found = await findProcess(pid);
  return found !== undefined && found.born === born && found.command.includes(mark);
}

function holder(dataDir: string, content: LockContent): Lock {
  let writing = Promise.resolve();
  let released = false;
  const write = async (): Promise<void> => {
    if (released) return;
    const aside = `${lockPath(dataDir)}.${crypto.randomUUID()}`;
    await writeFile(aside, JSON.stringify(content, undefined, 2));
    await rename(aside, lockPath(dataDir));
  };
  const save = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  return {
    record: async (name, pid, mark, stopSignal) => {
      // Between fork and exec a process has no command line yet.
      let found: Running | undefined;
      await until(async () => (found = await findProcess(pid)) !== undefined, 1000);
      if (!found) return;
      content.processes = [
        ...content.processes.filter((one) => one.name !== name),
        { name, pid, born: found.born, mark, stopSignal },
      ];
      await save();
    },
    announce: async (urls) => {
      content.urls = urls;
      await save();
    },
    release: async () => {
      released = true;
      await writing;
      await rm(lockPath(dataDir), { force: true });
    },
  };
}

import { readFile } from 'node:fs/promises';

/** A process as the system knows it. `born` tells it from a later one that was given the same id. */
export interface Running {
  pid: number;
  parent: number;
  born: string;
  command: string;
}

/** The process with this id; undefined when there is none, or only a zombie. */
export async function findProcess(pid: number): Promise<Running | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<Running | undefined> {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // The second field is a name in brackets that may hold spaces; then come the state, the parent, …, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = commandLine.split('\0').join(' ').trim();
    return fields[0] === 'Z' || !command
      ? undefined
      : { pid, parent: Number(fields[1]), born: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): Running | undefined {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'stat=,ppid=,lstart=,command=', '-p', String(pid)]);
  const match = /^\s*(\S+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.+)$/m.exec(stdout.toString());
  if (!match?.[3] || !match[4] || match[1]?.startsWith('Z')) return undefined;
  return { pid, parent: Number(match[2]), born: match[3], command: match[4].trim() };
}

/** Signals a process, or with a negative id a group; one that is gone needs no signal. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

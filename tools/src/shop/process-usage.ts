import { readdir, readFile } from 'node:fs/promises';

export interface Usage {
  parent: number;
  /** Proportional set size where the system tells it (Linux), else resident. */
  memoryBytes: number;
  /** Processor seconds so far; NaN where the system has no /proc. */
  cpuSeconds: number;
}

/** Every process of this machine that this user may see, by id. */
export async function processUsage(): Promise<Map<number, Usage>> {
  if (process.platform !== 'linux')
    return usageFromPs(Bun.spawnSync(['ps', '-A', '-o', 'pid=,ppid=,rss=']).stdout.toString());
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => [pid, await usageOf(pid)] as const));
  return new Map(found.flatMap(([pid, usage]) => (usage ? [[pid, usage] as const] : [])));
}

async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    const { parent, cpuSeconds } = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() =>
      readFile(`/proc/${pid}/status`, 'utf8'),
    );
    return { parent, cpuSeconds, memoryBytes: parseMemory(memory) };
  } catch {
    return undefined;
  }
}

/** Bytes of `smaps_rollup` (Pss) or `status` (VmRSS), which tell kB; 0 for a process of the kernel, which has none. */
export function parseMemory(text: string): number {
  const kilobytes = /^(?:Pss|VmRSS):\s+(\d+) kB/m.exec(text)?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Of /proc/<pid>/stat: its parent, and the seconds of processor time that it and its threads have had. */
export function parseStat(stat: string): { parent: number; cpuSeconds: number } {
  // The second field is a name in brackets that may hold spaces and brackets.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent, user, system] = [fields[1] ?? 0, fields[11] ?? 0, fields[12] ?? 0];
  return { parent, cpuSeconds: (user + system) / ticksPerSecond };
}

/** USER_HZ: 100 on every Linux that Bun runs on. */
const ticksPerSecond = 100;

/** Processor seconds of a process so far; undefined where the system has no /proc. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? undefined : parseStat(stat).cpuSeconds;
}

export function usageFromPs(text: string): Map<number, Usage> {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return new Map(
    rows.flatMap(([pid, parent, kilobytes]) =>
      pid && parent !== undefined
        ? [[pid, { parent, memoryBytes: (kilobytes ?? 0) * 1024, cpuSeconds: Number.NaN }] as const]
        : [],
    ),
  );
}

/** A process with all that it started, and what those started. */
export function familyOf(pid: number, usage: ReadonlyMap<number, Pick<Usage, 'parent'>>): number[] {
  const children = [...usage].flatMap(([child, { parent }]) => (parent === pid ? [child] : []));
  return [pid, ...children.flatMap((child) => familyOf(child, usage))];
}

export const sumOf = (pids: readonly number[], usage: ReadonlyMap<number, Usage>, what: 'memoryBytes' | 'cpuSeconds') =>
  pids.reduce((sum, pid) => sum + (usage.get(pid)?.[what] ?? 0), 0);

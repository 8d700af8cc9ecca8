import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { CannotStart } from './cannot-start.ts';
import { findProcess } from './process-table.ts';

export interface WantedPort {
  port: number;
  /** Who wants it: `users (HTTP)`. */
  what: string;
  /** The environment variable that gives it another one. */
  variable: string;
}

/** Throws `CannotStart` that names each taken port, who has it and the variable to change. */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken = await Promise.all(wanted.map(async (one) => ((await isFree(one.port)) ? [] : [await describe(one)])));
  const sentences = taken.flat();
  if (sentences.length > 0) throw new CannotStart(sentences.join('\n'));
}

async function describe({ port, what, variable }: WantedPort): Promise<string> {
  const owners = await Promise.all((await listenersOn(port)).map(findProcess));
  const by = owners.flatMap((owner) => (owner ? [`${owner.command.slice(0, 120)} (process ${owner.pid})`] : []));
  const whom = by.length > 0 ? by.join(', ') : 'another process that this user may not see';
  return `Port ${port} for ${what} is taken by ${whom}: stop that, or set ${variable} to a free port.`;
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free port from 20000 to 31999: below the range from which systems give ports to outgoing connections, so that none
 * of those takes it before its owner listens. `alsoAt` offsets from it are free too.
 */
export async function freePort(alsoAt: readonly number[] = []): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await Promise.all([0, ...alsoAt].map((offset) => isFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
  throw new CannotStart('No free port between 20000 and 31999 was found: stop what holds them.');
}

/** Ids of the processes that listen on a TCP port of this machine, as far as this user may see them. */
export async function listenersOn(port: number): Promise<number[]> {
  return process.platform === 'linux' ? fromProc(port) : fromLsof(port);
}

/** Whether this very process listens on the port: other copies may share it. */
export async function listens(pid: number, port: number): Promise<boolean> {
  if (process.platform !== 'linux') return fromLsof(port).includes(pid);
  return holdsOneOf(pid, await listeningSockets(port));
}

async function fromProc(port: number): Promise<number[]> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const holds = await Promise.all(pids.map((pid) => holdsOneOf(pid, sockets)));
  return pids.filter((_, index) => holds[index]);
}

/** As they are named in /proc/<pid>/fd. */
async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = new Set<string>();
  for (const row of tables.join('\n').split('\n')) {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    if (state === '0A' && local?.endsWith(`:${hex}`)) sockets.add(`socket:[${inode}]`);
  }
  return sockets;
}

async function holdsOneOf(pid: number, sockets: ReadonlySet<string>): Promise<boolean> {
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}

function fromLsof(port: number): number[] {
  if (!Bun.which('lsof')) return [];
  const { stdout } = Bun.spawnSync(['lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']);
  return stdout.toString().split('\n').filter(Boolean).map(Number);
}

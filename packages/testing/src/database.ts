import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { testVariable } from './environment.ts';

export interface FreshDatabase {
  url: string;
  /** Drops it with whatever is still connected. */
  drop(): Promise<void>;
}

/**
 * An own database on the server of TEST_DATABASE_URL, migrated with drizzle's `migrationsFolder`, empty without one.
 * A folder is migrated once, into a template named by the hash of its content; each further one is a copy (about 50 ms).
 */
export async function freshDatabase(migrationsFolder?: string): Promise<FreshDatabase> {
  const name = `test_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;
  await admin(async (sql) => {
    const template = migrationsFolder ? await templateOf(sql, migrationsFolder) : 'template0';
    await sql`create database ${sql(name)} template ${sql(template)}`;
  });
  return { url: urlOf(name), drop: () => admin(async (sql) => void (await dropDatabase(sql, name))) };
}

function urlOf(database: string): string {
  const url = new URL(testVariable('TEST_DATABASE_URL'));
  url.pathname = `/${database}`;
  return url.toString();
}

async function admin(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = open('postgres');
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const open = (database: string): postgres.Sql =>
  postgres(urlOf(database), { max: 1, fetch_types: false, onnotice: () => {} });

const dropDatabase = (sql: postgres.Sql, name: string) => sql`drop database if exists ${sql(name)} with (force)`;

const templates = new Map<string, string>();

/** Test processes run side by side: the first makes the template, under a lock; the name it gets at last makes it whole. */
async function templateOf(sql: postgres.Sql, folder: string): Promise<string> {
  const known = templates.get(folder);
  if (known) return known;
  const template = `template_${await contentHash(folder)}`;
  await sql`select pg_advisory_lock(hashtext(${template}))`;
  const [exists] = await sql`select 1 from pg_database where datname = ${template}`;
  if (!exists) await makeTemplate(sql, template, folder);
  await sql`select pg_advisory_unlock(hashtext(${template}))`;
  templates.set(folder, template);
  return template;
}

async function makeTemplate(sql: postgres.Sql, template: string, folder: string): Promise<void> {
  const draft = `${template}_draft`;
  await dropDatabase(sql, draft);
  await sql`create database ${sql(draft)} template template0`;
  const inside = open(draft);
  try {
    await migrate(drizzle(inside), { migrationsFolder: folder });
  } finally {
    await inside.end({ timeout: 1 });
  }
  await sql`alter database ${sql(draft)} rename to ${sql(template)}`;
}

async function contentHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder, { recursive: true })).toSorted())
    if (/\.sql$|_journal\.json$/.test(name)) hash.update(name).update(await Bun.file(join(folder, name)).bytes());
  return hash.digest('hex').slice(0, 16);
}

import { join } from 'node:path';
import { connect } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { app } from './app.ts';
import { keyring } from './keyring.ts';
import { passwords } from './passwords.ts';
import { config } from './config.ts';

export interface UsersOptions {
  /** Another way to the database, or that of another copy. */
  url?: string;
  limits?: Partial<ReturnType<typeof config>['limits']>;
  /** Hashes at once. */
  slots?: number;
}

export interface Asked {
  token?: string;
  headers?: Record<string, string>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
export type Body = any;

export const log = logger({ service: 'users', level: 'silent' });
export const tokens = { issuer: 'ecomm-users', audience: 'ecomm' };
export const password = 'pass123456';

/** Users' HTTP side on a database of its own, asked without a socket, so from the address ''. */
export async function startUsers(options: UsersOptions = {}) {
  const database = options.url ? undefined : await freshDatabase(join(import.meta.dir, '../migrations'));
  const url = options.url ?? database!.url;
  const db = connect({ url, log, deadlineMs: 1_000 });
  const keys = keyring(db);
  const { stopping: _, ...probes } = health({
    service: 'users',
    version: '0',
    database: async () => {},
    kafka: () => true,
  });
  const edge = {
    service: 'users',
    version: '0',
    log,
    corsOrigins: [],
    swagger: false,
    production: false,
    authenticate: verifier({ keys: keys.publicKeys, ...tokens }),
  };
  const limits = { ...config({}).limits, ...options.limits };
  const hashing = passwords(options.slots ? { slots: options.slots, waitingMax: 1_000 } : {});
  const deps = { db, keyring: keys, passwords: hashing, tokens, limits, health: probes, edge };
  const elysia = app(deps);

  const ask = async (method: string, path: string, body?: unknown, { token, headers }: Asked = {}) => {
    const response = await elysia.handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const answer: Body = text ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, body: answer };
  };

  return {
    url,
    deps,
    elysia,
    ask,
    sql: <Row>(text: string, values: unknown[] = []) => runSql<Row>(db, text, values),
    signUp: async (email = `${crypto.randomUUID()}@example.com`, more: object = {}): Promise<Body> =>
      (await ask('POST', '/auth/signup', { email, password, ...more })).body,
    logIn: (email: string, secret = password) => ask('POST', '/auth/login', { email, password: secret }),
    refresh: (refresh_token: string) => ask('POST', '/auth/refresh', { refresh_token }),
    async admin(): Promise<Body> {
      const email = `${crypto.randomUUID()}@example.com`;
      await this.signUp(email);
      await this.sql(`update users set role = 'admin' where email = $1`, [email]);
      return (await this.logIn(email)).body;
    },
    close: async () => {
      await db.$close();
      await database?.drop();
    },
  };
}

export type Users = Awaited<ReturnType<typeof startUsers>>;

/** Numbers in order, as statuses of requests side by side. */
export const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

/** Makes every COMMIT fail that has changed `table`, after all of its statements went well. */
export const failCommits = async ({ sql }: Users, table: string): Promise<void> => {
  await sql(`create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`);
  await sql(`create constraint trigger refuse after insert or update on ${table}
    deferrable initially deferred for each row execute function refuse()`);
};

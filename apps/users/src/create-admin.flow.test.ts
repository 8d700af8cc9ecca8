import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { connect, type Db } from '@ecomm/database/connect';
import { migrate } from '@ecomm/database/migrate';
import { runSql } from '@ecomm/database/run-sql';
import { testVariable } from '@ecomm/testing/environment';
import { makeAdmin } from './make-admin.ts';
import { users } from './schema.ts';
import { log } from './users.fixture.ts';

const server = testVariable('TEST_DATABASE_URL');
const prefix = `test_${process.pid}_${crypto.randomUUID().slice(0, 8)}_`;
const urlOf = (name: string): string => Object.assign(new URL(server), { pathname: `/${name}` }).toString();

let db: Db;
beforeAll(async () => {
  await migrate({ url: urlOf(`${prefix}users`), folder: join(import.meta.dir, '../migrations'), log });
  db = connect({ url: urlOf(`${prefix}users`), log });
});
afterAll(async () => {
  await db.$close();
  const admin = connect({ url: urlOf('postgres'), log });
  await runSql(admin, `drop database ${prefix}users with (force)`);
  await admin.$close();
});

/** As a job of a production shop. */
function createAdmin(ADMIN_EMAIL: string, ADMIN_PASSWORD: string) {
  const production = { NODE_ENV: 'production', SERVICE_TOKEN: 'x'.repeat(32) };
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, join(import.meta.dir, 'create-admin.ts')], {
    env: { ...production, DATABASE_URL: server, DATABASE_PREFIX: prefix, ADMIN_EMAIL, ADMIN_PASSWORD },
  });
  return { exitCode, stderr: stderr.toString() };
}
const accounts = () =>
  db.select({ email: users.email, role: users.role, hash: users.password_hash }).from(users).orderBy(users.id);

test('the first admin is made in production, and a second run changes nothing', async () => {
  expect(createAdmin('first@example.com', 'first-pass-123456')).toEqual({ exitCode: 0, stderr: '' });
  const [made] = await accounts();
  expect(made).toMatchObject({ email: 'first@example.com', role: 'admin' });
  expect(await Bun.password.verify('first-pass-123456', made!.hash)).toBeTrue();
  expect(createAdmin('FIRST@example.com', 'other-pass-123456')).toEqual({ exitCode: 0, stderr: '' });
  expect(await accounts()).toEqual([made!]);
});

test('a customer does not become an admin by it', async () => {
  await db.insert(users).values({ email: 'Second@example.com', password_hash: 'x', role: 'customer' });
  const { exitCode, stderr } = createAdmin('second@example.com', 'second-pass-123456');
  expect([exitCode, stderr]).toEqual([1, 'ADMIN_EMAIL is the address of a customer: choose another\n']);
});

test('what is missing or wrong is named, and the password is not repeated', () => {
  expect(createAdmin('a@b.co\nc', 'short').stderr).toBe(
    'wrong environment: ADMIN_EMAIL must be a mail address; ADMIN_PASSWORD must have at least 8 characters\n',
  );
  expect(createAdmin('', 'x'.repeat(129)).stderr).toBe(
    'wrong environment: ADMIN_EMAIL is not set; ADMIN_PASSWORD must have at most 128 characters\n',
  );
});

test('two jobs at once make one admin', async () => {
  const admin = { email: 'both@example.com', password: 'both-pass-123456' };
  const said = await Promise.all([makeAdmin(db, admin), makeAdmin(db, admin)]);
  expect(said.toSorted()).toEqual(['admin', 'made']);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { demoAdmin, seedAdmin } from './seed-admin.ts';
import { startUsers, type Users } from './users.fixture.ts';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.close());

test('the demo admin is made once and may do what admins may', async () => {
  expect([await seedAdmin(users.deps.db), await seedAdmin(users.deps.db)]).toEqual([true, false]);
  const { body } = await users.logIn(demoAdmin.email, demoAdmin.password);
  expect(body.user).toMatchObject({ id: 1, role: 'admin' });
  expect((await users.ask('GET', '/users', undefined, { token: body.token })).status).toBe(200);
});

test("somebody else's account of that address is not made an admin", async () => {
  const other = await startUsers();
  await other.signUp(demoAdmin.email.toUpperCase());
  expect(await seedAdmin(other.deps.db)).toBeFalse();
  expect(await other.sql('select role from users')).toEqual([{ role: 'customer' }]);
  await other.close();
});

const runWith = (file: string, env: Record<string, string>) => {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, join(import.meta.dir, file)], {
    env: { PATH: process.env.PATH!, ...env },
  });
  return { exitCode, stderr: stderr.toString() };
};

test('with NODE_ENV=production nothing is seeded', () => {
  const { exitCode, stderr } = runWith('seed.ts', {
    NODE_ENV: 'production',
    SERVICE_TOKEN: 'x'.repeat(32),
    DATABASE_URL: users.url,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('NODE_ENV=production');
});

test('users starts with NODE_ENV=production only with a SERVICE_TOKEN, and names every wrong variable', () => {
  expect(runWith('main.ts', { NODE_ENV: 'production' }).stderr).toContain('SERVICE_TOKEN');
  expect(runWith('main.ts', { NODE_ENV: 'production', SERVICE_TOKEN: 'short' }).stderr).toContain('SERVICE_TOKEN');
  const { exitCode, stderr } = runWith('main.ts', { USERS_PORT: 'x', LOGIN_FAILURES_MAX: '0' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('USERS_PORT');
  expect(stderr).toContain('LOGIN_FAILURES_MAX');
});

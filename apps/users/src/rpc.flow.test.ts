import { afterAll, beforeAll, expect, test } from 'bun:test';
import { UserServiceClient } from '@ecomm/contracts/rpc/users';
import { client } from '@ecomm/rpc/client';
import { serve, type Serving } from '@ecomm/rpc/serve';
import { rpc } from './rpc.ts';
import { log, startUsers, type Users } from './users.fixture.ts';

const start = (users: Users) => serve({ host: '127.0.0.1', port: 0, services: rpc(users.deps), log });
const dial = (port: number) => client(UserServiceClient, { name: 'users', urls: [`127.0.0.1:${port}`], log });

let users: Users;
let server: Serving;
let remote: ReturnType<typeof dial>;
beforeAll(async () => {
  users = await startUsers();
  server = start(users);
  await server.start?.();
  remote = dial(server.port());
});
afterAll(async () => {
  remote.close();
  await server.stop?.();
  await users.close();
});

test('GetUser answers the user, flat, a name that is not known as empty text', async () => {
  const { userId } = await users.signUp('rpc@example.com', { first_name: 'Ada' });
  expect(await remote.getUser({ user_id: userId })).toEqual({
    id: userId,
    email: 'rpc@example.com',
    first_name: 'Ada',
    last_name: '',
    role: 'customer',
    is_active: true,
  });
});

test.each([0, -1, 2_000_000_000, 2_147_483_648, Number.MAX_SAFE_INTEGER])(
  'GetUser of %p is NOT_FOUND',
  async (user_id) => {
    const refusal = await remote.getUser({ user_id }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 404, code: 'user.not_found' });
  },
);

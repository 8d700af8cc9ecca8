import { afterEach, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { Problem } from '@ecomm/runtime/problem';
import { ann, closeAll, usersServer } from './users.fixture.ts';

afterEach(closeAll);

/** What the article's client, run by Node, prints. */
async function askByNode(port: number, userId: number): Promise<unknown> {
  const script = fileURLToPath(import.meta.resolve('./interop-client.mjs'));
  const proto = fileURLToPath(import.meta.resolve('@ecomm/contracts/proto/ecomm/users/users.proto'));
  const node = Bun.spawn(['node', script, proto, `127.0.0.1:${port}`, String(userId)], { stderr: 'inherit' });
  return new Response(node.stdout).json();
}

test('a client built by Node from the .proto, as the article prints it, gets the user', async () => {
  const server = await usersServer(({ user_id }) => ({ ...ann, id: user_id }));
  expect(await askByNode(server.port(), 42)).toEqual({ ...ann, id: '42' });
});

test('a client built by Node sees a Problem as a gRPC status', async () => {
  const server = await usersServer(() => {
    throw new Problem(404, 'user.not_found', 'There is no such user.');
  });
  expect(await askByNode(server.port(), 1)).toEqual({ code: 5, details: 'There is no such user.' });
});

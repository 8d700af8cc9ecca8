import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import postgres from 'postgres';

// Of patches/postgres@3.4.9.patch, without which it fails.

test('a server that stops a connection while the driver gets ready is no error that nobody catches', async () => {
  let connections = 0;
  const fatal = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0';
  const server = Bun.listen<{ asked: boolean }>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open: (socket) => void (socket.data = { asked: false }),
      data: (socket) => {
        if (socket.data.asked) {
          connections += 1;
          socket.end(message('E', Buffer.from(fatal)));
        } else socket.write(Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]));
        socket.data.asked = true;
      },
    },
  });
  const uncaught: unknown[] = [];
  const catchIt = (error: unknown): void => void uncaught.push(error);
  process.on('unhandledRejection', catchIt);
  const sql = postgres(`postgres://127.0.0.1:${server.port}/none`, { max: 1, backoff: () => 0.01, connect_timeout: 1 });
  const asked = sql`select 1`.catch((error: unknown) => error);
  await until(() => connections >= 3, { what: 'three connections' });
  await sql.end({ timeout: 0 });
  await asked;
  process.off('unhandledRejection', catchIt);
  server.stop(true);
  expect(uncaught).toEqual([]);
});

/** As Postgres sends it: a letter, the length, what it says. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

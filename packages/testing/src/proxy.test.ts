import { afterEach, expect, test } from 'bun:test';
import { failure } from './failure.ts';
import { proxy, type Proxy } from './proxy.ts';
import { until } from './until.ts';

const echo = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: { data: (socket, data) => void socket.write(data) },
});
let through: Proxy | undefined;
afterEach(() => through?.close());

/** A connection that collects what comes back. */
async function dial({ port }: Proxy) {
  const state = { got: '', closed: false };
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_, data) => void (state.got += data.toString()),
      close: () => void (state.closed = true),
      error: () => {},
    },
  });
  return { state, say: (text: string) => void socket.write(text) };
}

test('passes on in both directions', async () => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const { state, say } = await dial(through);
  say('hello');
  await until(() => state.got === 'hello');
});

test('holds what is sent, and passes it on in order when released', async () => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const held = await dial(through);
  held.say('a');
  await until(() => held.state.got === 'a');
  through.holdCurrent();
  held.say('b');
  const later = await dial(through);
  later.say('c');
  await until(() => later.state.got === 'c');
  expect(held.state.got).toBe('a');
  through.release();
  await until(() => held.state.got === 'ab');
});

test.each([
  ['before', ''],
  ['during', ''],
  ['after', ''],
] as const)('cuts %s the server has answered a pattern', async (moment, got) => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const { state, say } = await dial(through);
  const cut = through.cutAt(/bye/, moment);
  say('good bye');
  await cut;
  await until(() => state.closed);
  expect(state.got).toBe(got);
});

test('is down until it is up again', async () => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const first = await dial(through);
  through.down();
  await until(() => first.state.closed);
  expect(await failure(dial(through))).toBeInstanceOf(Error);
  await through.up();
  const { state, say } = await dial(through);
  say('x');
  await until(() => state.got === 'x');
});

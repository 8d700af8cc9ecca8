import { afterEach, expect, test } from 'bun:test';
import { once } from 'node:events';
import { connect } from 'node:net';
import { failure } from './failure.ts';
import { proxyGroup } from './proxy-group.ts';
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
  held.say('d');
  later.say('e');
  await until(() => later.state.got === 'ce');
  expect(held.state.got).toBe('a');
  through.release();
  await until(() => held.state.got.length === 3);
  expect(held.state.got).toBe('abd');
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

test('what is sent arrives later by the latency each way, in order, also when it shrinks meanwhile', async () => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const { state, say } = await dial(through);
  through.latency(60);
  const startedAt = performance.now();
  say('a');
  await until(() => through!.connections() === 1);
  through.latency(20);
  say('b');
  await until(() => state.got === 'ab');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(40);
  through.latency(0);
  say('c');
  await until(() => state.got === 'abc');
});

test('a lossy one breaks connections at the chunks that are lost, and those alone', async () => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const draws = [0.5, 0.5, 0.01];
  through.lossy(0.02, () => draws.shift() ?? 1);
  const { state, say } = await dial(through);
  say('a');
  await until(() => state.got === 'a');
  say('b');
  await until(() => state.closed);
  expect(state.got).toBe('a');
  const later = await dial(through);
  later.say('c');
  await until(() => later.state.got === 'c');
});

test('a reset connection ends with an error, a cut one without', async () => {
  through = await proxy(`127.0.0.1:${echo.port}`);
  const ends: string[] = [];
  for (const end of ['reset', 'cut'] as const) {
    const socket = connect(through.port, '127.0.0.1');
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? 'error'));
    socket.on('end', () => ends.push('end'));
    socket.write('x');
    await once(socket, 'data');
    const closed = new Promise((resolve) => void socket.on('close', resolve));
    through[end]();
    await closed;
  }
  expect(ends).toEqual(['ECONNRESET', 'end']);
});

test('a group is one proxy for each target, in one mood', async () => {
  const other = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { data: (socket) => void socket.write('other') },
  });
  through = await proxyGroup([`127.0.0.1:${echo.port}`, `127.0.0.1:${other.port}`]);
  const ports = through.url.split(',').map((address) => Number(address.split(':')[1]));
  const [first, second] = await Promise.all(ports.map((port) => dial({ ...through!, port })));
  through.hold();
  first!.say('one');
  second!.say('two');
  expect(through.connections()).toBe(2);
  through.release();
  await until(() => first!.state.got === 'one' && second!.state.got === 'other');
  const cut = through.cutAt(/bye/, 'before');
  second!.say('bye');
  await cut;
  await until(() => second!.state.closed);
  expect(first!.state.closed).toBe(false);
  through.down();
  for (const port of ports) expect(await failure(dial({ ...through, port }))).toBeInstanceOf(Error);
  await through.up();
  other.stop();
});

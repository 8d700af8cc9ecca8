import { afterAll, expect, test } from 'bun:test';
import { openEventStream } from './event-stream.ts';

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/events': ({ headers }) => new Response(events(headers.get('authorization')!)),
    '/missing': () => new Response('no', { status: 404 }),
  },
});
async function* events(authorization: string) {
  yield `event: snapshot\ndata: {"a":"${authorization}"}\n\n: still there\n\n`;
  await Bun.sleep(0);
  yield 'event: order.updated\nid: 2\ndata: {"a"';
  await Bun.sleep(0);
  yield ':2}\n\n';
}
afterAll(() => server.stop(true));
const open = (path: string, onData: (data: string) => void) =>
  openEventStream({ port: server.port!, path, token: 't' }, onData);

test('data comes event by event', async () => {
  const got: string[] = [];
  const second = Promise.withResolvers<void>();
  const stream = await open('/events', (data) => got.push(data) === 1 && second.resolve());
  await second.promise;
  expect(got[0]).toBe('{"a":"Bearer t"}');
  stream.close();
});

test('a stream that is refused is an error', () => {
  expect(open('/missing', () => {})).rejects.toThrow('404');
});

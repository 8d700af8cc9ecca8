import { afterAll, expect, test } from 'bun:test';
import { get, HttpConnection, post } from './http-connection.ts';

const large = 'ä'.repeat(300_000);
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/large': () => new Response(large),
    '/missing': () => new Response('no', { status: 404 }),
    '/echo': async (request) => new Response(`${request.headers.get('x-a')} ${await request.text()}`),
    '/stream': () => new Response(slowly(), { headers: { 'content-type': 'text/plain' } }),
  },
});
async function* slowly() {
  yield 'a';
  await Bun.sleep(0);
  yield 'b';
}
afterAll(() => server.stop(true));
const open = () => HttpConnection.open(server.port!);

test('one connection carries one request after another, whatever the size of the answers', async () => {
  const connection = await open();
  const answers = [];
  for (const path of ['/large', '/missing', '/large']) answers.push(await connection.send(get(path)));
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
  expect(answers.map(({ body }) => body.toString())).toEqual([large, 'no', large]);
  connection.close();
});

test('a POST carries its headers and its body', async () => {
  const connection = await open();
  const { body } = await connection.send(post('/echo', { 'X-A': 'one' }, '{"ä":1}'));
  expect(body.toString()).toBe('one {"ä":1}');
  connection.close();
});

test('an answer that cannot be measured, or none at all, is an error', async () => {
  const [streaming, closing] = [await open(), await open()];
  const outcomes = await Promise.allSettled([streaming.send(get('/stream')), closing.send('nonsense\r\n\r\n')]);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual([
    expect.stringContaining('without a length'),
    expect.any(String),
  ]);
  streaming.close();
});

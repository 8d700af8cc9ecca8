import { until } from '@ecomm/testing/until';
import { expect, test } from 'bun:test';
import { note, notes, serve } from '../fixtures/notes.ts';
import { exchange } from '../fixtures/socket.ts';
import { listen } from './listen.ts';

test('a request in flight is finished on stop, then nothing listens; readiness goes first', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof note>();
  let entered = false;
  let ready = true;
  const { app, log } = await notes({
    readNote: () => {
      entered = true;
      return promise;
    },
  });
  const server = listen(app, { host: '127.0.0.1', port: 0, log, onStop: () => (ready = false) });
  await server.start?.();
  const url = `http://127.0.0.1:${server.port()}`;
  const answer = fetch(`${url}/1`);
  await until(() => entered);
  const stopped = server.stop?.();
  expect(ready).toBe(false);
  expect((await fetch(`${url}/list`)).headers.get('connection')).toBe('close');
  await until(
    async () =>
      fetch(`${url}/list`).then(
        () => false,
        () => true,
      ),
    { what: 'no new connection' },
  );
  resolve(note);
  expect((await answer).status).toBe(200);
  await stopped;
});

test('on stop, every client is told that its connection ends before it is cut', async () => {
  const service = await notes({ readNote: async () => Bun.sleep(1).then(() => note) });
  const { url, stop } = await serve(service);
  let answered = 0;
  /** Asks again and again, until an answer says that the connection ends; rejects when it is cut under a request. */
  const client = async (): Promise<void> => {
    for (let last = false; !last; answered += 1) {
      const response = await fetch(`${url}/1`);
      await response.text();
      last = response.headers.get('connection') === 'close';
    }
  };
  const clients = Promise.all(Array.from({ length: 8 }, client));
  await until(() => answered > 50);
  await stop();
  await clients;
});

test('a taken port is one sentence that says what to do', async () => {
  const service = await notes();
  const { port, stop } = await serve(service);
  const second = await notes();
  const start = async () => listen(second.app, { host: '127.0.0.1', port, log: second.log }).start?.();
  expect(start()).rejects.toThrow(
    `port ${port} on 127.0.0.1 is taken by another program: stop it, or choose another port`,
  );
  await stop();
});

test('copies share a port', async () => {
  const [one, two] = [await notes(), await notes()];
  const first = listen(one.app, { host: '127.0.0.1', port: 0, reusePort: true, log: one.log });
  await first.start?.();
  const second = listen(two.app, { host: '127.0.0.1', port: first.port(), reusePort: true, log: two.log });
  await second.start?.();
  await first.stop?.();
  expect((await fetch(`http://127.0.0.1:${second.port()}/1`)).status).toBe(200);
  await second.stop?.();
});

test('a handler knows the address of the socket, whatever a header says', async () => {
  const service = await notes({ readNote: ({ address }) => ({ ...note, text: address }) });
  const { url, stop } = await serve(service);
  const headers = { 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4' };
  expect(await (await fetch(`${url}/1`, { headers })).json()).toMatchObject({ text: '127.0.0.1' });
  await stop();
});

test('HEAD is GET without its body; unknown routes and methods are problems over a socket too', async () => {
  const { port, stop } = await serve(await notes());
  const head = await exchange(port, 'HEAD /1 HTTP/1.1\r\nhost: a\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1.1 200 [\s\S]*\r\n\r\n$/);
  for (const line of ['PUT /1', 'OPTIONS /1', 'PROPFIND /1'])
    expect(await exchange(port, `${line} HTTP/1.1\r\nhost: a\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 405 [\s\S]*\r\nallow: DELETE, GET, HEAD\r\n[\s\S]*method.not_allowed/,
    );
  for (const line of ['GET //1', 'GET /..;/1', 'GET /%2e%2e%2f%2e%2e%2fetc/passwd', 'GET /1/%2e%2e/x/y'])
    expect(await exchange(port, `${line} HTTP/1.1\r\nhost: a\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 404 [\s\S]*(route|note).not_found/,
    );
  await stop();
});

import { follow } from '@ecomm/testing/event-stream';
import { testIssuer } from '@ecomm/testing/tokens';
import { until } from '@ecomm/testing/until';
import { afterEach, expect, test } from 'bun:test';
import { note } from '../fixtures/notes.ts';
import { exchange } from '../fixtures/socket.ts';
import { changed, closeStreaming, streaming, type Changed } from '../fixtures/streaming.ts';
import { verifier } from './auth.ts';

afterEach(closeStreaming);

test('events come as they are sent, with their ids, uncached and unbuffered, and a hint when to come back', async () => {
  const { watch, send } = await streaming({ corsOrigins: ['http://shop.test'] });
  const { response } = await watch({ origin: 'http://shop.test' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('access-control-allow-origin')).toBe('http://shop.test');
  const [raw, copy] = response.body!.tee();
  const { events } = follow(new Response(copy));
  send(changed(1, 'two\nlines'));
  send(changed(2));
  await until(() => events.length === 2);
  expect(events.map(({ event, id, data }) => [event, id, JSON.parse(data).text])).toEqual([
    ['changed', '1', 'two\nlines'],
    ['changed', '2', 'milk'],
  ]);
  const first = new TextDecoder().decode((await raw.getReader().read()).value);
  expect(first).toMatch(/^retry: [123]\d{3}\n\n/);
});

test('a stream without news shows that it lives', async () => {
  const { watch } = await streaming({ heartbeatMs: 5 });
  const { comments } = follow((await watch()).response);
  await until(() => comments.length > 3);
});

test('a stream ends with its token, and says so', async () => {
  const issuer = await testIssuer();
  const { watch, places, stops } = await streaming({ authenticate: verifier(issuer) });
  const lasting = await issuer.authorization({ sub: 7 });
  // The verifier takes a token for five more seconds, and so does a stream.
  const ending = await issuer.authorization({ sub: 8, expiresIn: -1 });
  const stays = follow((await watch(lasting)).response);
  const ends = follow((await watch(ending)).response);
  expect(await ends.ended).toBe(true);
  expect(ends.comments).toEqual(['the token has expired']);
  expect(stays.comments).toEqual([]);
  expect([places(), stops()]).toEqual([1, 1]);
}, 15_000);

test('a token that lasts for months does not end a stream at once', async () => {
  const issuer = await testIssuer();
  const { watch, send } = await streaming({ authenticate: verifier(issuer) });
  const headers = await issuer.authorization({ sub: 7, expiresIn: 365 * 86_400 });
  const { events, comments } = follow((await watch(headers)).response);
  send(changed(1));
  await until(() => events.length === 1);
  expect(comments).toEqual([]);
});

test('a reader that does not keep up is let go, and what waits for it is bounded', async () => {
  const { port, send, outlets, places } = await streaming();
  const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: (own) => own.pause() } });
  socket.write('GET /1/events HTTP/1.1\r\nhost: a\r\n\r\n');
  await until(() => outlets.size === 1);
  const long = 'x'.repeat(60_000);
  let sent = 0;
  await until(() => (send(changed((sent += 1), long)), outlets.size === 0), { what: 'the stream to be given up' });
  expect(places()).toBe(0);
  // What the sockets of both sides take, and a quarter of a MiB.
  expect(sent * long.length).toBeLessThan(16 * 1024 * 1024);
  socket.terminate();
});

test('an event that is not as the contract says is not sent, ends the stream and is told to the log', async () => {
  const { watch, send, logged } = await streaming();
  const { events, comments, ended } = follow((await watch()).response);
  send({ ...changed(1), data: { ...note, secret: 'x' } } as Changed);
  expect(await ended).toBe(true);
  expect([events, comments]).toEqual([[], ['the service is in trouble']]);
  expect(logged()).toContain('an event is not as the contract says');
  expect(logged()).toContain('data.secret');
});

test('a source may end its stream; what it sends afterwards is dropped', async () => {
  const { watch, outlets, stops } = await streaming();
  const { events, ended } = follow((await watch()).response);
  await until(() => outlets.size === 1);
  const [outlet] = outlets;
  outlet!.send(changed(1));
  outlet!.end();
  outlet!.end();
  outlet!.send(changed(2));
  expect(await ended).toBe(true);
  expect(events.map(({ id }) => id)).toEqual(['1']);
  expect(stops()).toBe(1);
});

test('HEAD opens no stream; other methods and a malformed last id are answered as on any route', async () => {
  const { port, outlets, places, ask } = await streaming();
  expect(await exchange(port, 'HEAD /1/events HTTP/1.1\r\nhost: a\r\n\r\n')).toMatch(
    /^HTTP\/1.1 200 [\s\S]*text\/event-stream/,
  );
  expect((await ask('POST', '/1/events')).status).toBe((await ask('POST', '/1')).status);
  for (const id of ['-1', '1.5', 'x', '1e3', '9999999999'])
    expect((await ask('GET', '/1/events', { headers: { 'last-event-id': id } })).status).toBe(422);
  await until(() => outlets.size === 0 && places() === 0);
});

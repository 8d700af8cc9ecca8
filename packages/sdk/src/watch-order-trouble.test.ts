import { afterAll, expect, test } from 'bun:test';
import { getEventListeners } from 'node:events';
import { until } from '@ecomm/testing/until';
import { failureOf, problem, tokenOf } from './answers.fixture.ts';
import { collect, type Connection, event, orders, servers, stopServers } from './order-streams.fixture.ts';
import { createShop } from './shop.ts';

afterAll(stopServers);

test('a watch outlives a server that closes, breaks off in mid-event, answers 503 or sends what was seen already', async () => {
  const { shop, seen } = orders([
    (_, send, close) => (send(event(1, 'pending')), close()),
    (_, send, close) => (send(event(2, 'paid')), send('event: order.updated\nid: 3\nda'), close()),
    () => problem(503, 'service.overloaded'),
    () => problem(503, 'service.overloaded'),
    () => problem(503, 'service.overloaded'),
    (_, send) => send(event(2, 'paid') + event(2, 'paid') + event(3, 'cancelled') + event(4, 'refunded')),
  ]);
  expect(await collect(shop.orders.watch('o1'))).toEqual([
    [1, 'pending'],
    [2, 'paid'],
    [3, 'cancelled'],
    [4, 'refunded'],
  ]);
  expect(seen).toEqual([null, '1', '2', '2', '2', '2']);
});

test('a connection that falls silent is given up and taken up again; heartbeats keep it', async () => {
  const { shop, seen } = orders([
    (_, send) => {
      const beat = setInterval(() => send(':\n\n'), 20);
      setTimeout(() => (clearInterval(beat), send(event(1, 'pending'))), 300);
    },
    (_, send) => send(event(2, 'failed')),
  ]);
  const start = performance.now();
  expect(await collect(shop.orders.watch('o1', { silenceMs: 100 }))).toEqual([
    [1, 'pending'],
    [2, 'failed'],
  ]);
  expect(seen).toEqual([null, '1']);
  expect(performance.now() - start).toBeWithin(395, 3_000);
});

test('what is no event stream ends the watch, also later, and its connection is closed', async () => {
  const page = (): Response =>
    new Response(new ReadableStream({ start: (body) => body.enqueue('<html>') }), {
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
  const begun: Connection = (_, send, close) => (send(event(1, 'pending')), close());
  for (const connections of [[page], [begun, page], [() => new Response(null, { status: 204 })]]) {
    const { shop, seen, state } = orders(connections);
    expect(await failureOf(collect(shop.orders.watch('o1')))).toMatchObject({
      name: 'ShopError',
      code: 'client.unexpected_answer',
      detail: expect.stringMatching(/event stream.*(text\/html|no content type)/),
    });
    expect(seen).toHaveLength(connections.length);
    if (connections[0] === page) await until(() => state.open === 0, { what: 'the connection to close' });
  }
});

test('a later connection is tried again no sooner than the service asks', async () => {
  const at: number[] = [];
  const connections: Connection[] = [
    (_, send, close) => (send(event(1, 'pending')), close()),
    () => (at.push(performance.now()), problem(429, 'order.too_many_streams', {}, { 'retry-after': '1' })),
    (_, send) => (at.push(performance.now()), send(event(2, 'failed'))),
  ];
  const { shop } = orders(connections, { retries: 0 });
  await collect(shop.orders.watch('o1'));
  expect(at[1]! - at[0]!).toBeWithin(990, 3_000);
});

test('connections that fail leave nothing behind on the signal of the caller', async () => {
  const controller = new AbortController();
  const connections: Connection[] = [
    (_, send, close) => (send(event(1, 'pending')), close()),
    () => problem(503, 'service.overloaded'),
    () => problem(503, 'service.overloaded'),
    (_, send) => send(event(2, 'paid')),
  ];
  const { shop } = orders(connections, { retries: 0 });
  const changes = shop.orders.watch('o1', { signal: controller.signal });
  await changes.next();
  await changes.next();
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1); // of the connection that is open
  await changes.return();
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test('a refusal ends the watch: 404 and 403 also later, too many streams and no server at all at its beginning', async () => {
  for (const [status, code] of [
    [404, 'order.not_found'],
    [403, 'auth.forbidden'],
    [429, 'order.too_many_streams'],
  ] as const) {
    const later: Connection = (_, send, close) => (send(event(1, 'pending')), close());
    const refuse = (): Response => problem(status, code);
    for (const connections of status === 429 ? [[refuse]] : [[refuse], [later, refuse]]) {
      const { shop } = orders(connections);
      expect(await failureOf(collect(shop.orders.watch('o1')))).toMatchObject({ name: 'ShopError', status, code });
    }
  }
  const shop = createShop({ urls: { orders: 'http://127.0.0.1:1' } });
  expect(await failureOf(collect(shop.orders.watch('o1')))).toMatchObject({ code: 'client.unreachable' });
});

test('a watch waits for a place that its own dropped connection may still hold', async () => {
  const { shop } = orders([
    (_, send, close) => (send(event(1, 'pending')), close()),
    () => problem(429, 'order.too_many_streams'),
    () => problem(429, 'order.too_many_streams'),
    (_, send) => send(event(2, 'failed')),
  ]);
  expect((await collect(shop.orders.watch('o1'))).map(([sequence]) => sequence)).toEqual([1, 2]);
});

test('a stream that ends with its token goes on with a new one', async () => {
  const fresh = tokenOf('fresh', 900);
  const users = Bun.serve({ port: 0, fetch: () => Response.json({ token: fresh, refresh_token: 'r2', userId: 1 }) });
  servers.push(users);
  const carried: (string | null)[] = [];
  const connection =
    (then: Connection): Connection =>
    (request, send, close) => (carried.push(request.headers.get('authorization')), then(request, send, close));
  const { shop } = orders(
    [
      connection((_, send, close) => (send(event(1, 'pending')), close())),
      connection(() => problem(401, 'auth.invalid_token')),
      connection((_, send) => send(event(2, 'failed'))),
    ],
    { urls: { users: users.url.href }, tokens: { token: 'old', refresh_token: 'r1' } },
  );
  expect(await collect(shop.orders.watch('o1'))).toEqual([
    [1, 'pending'],
    [2, 'failed'],
  ]);
  expect(carried).toEqual(['Bearer old', 'Bearer old', `Bearer ${fresh}`]);
});

import { expect, test } from 'bun:test';
import { failureOf, inTurn, json, problem, shopOf } from './answers.fixture.ts';
import { isShopError, ShopError } from './shop-error.ts';

const order = { id: 'o1', status: 'pending' };
const items = [{ product_id: 1, quantity: 1 }];
const busy = () => problem(503, 'service.overloaded');

test('a read is tried three times, in one trace, and the last failure is the one that is thrown', async () => {
  const { shop, sent } = shopOf(inTurn(busy()));
  const error = await failureOf(shop.orders.get('o1'));
  expect(error).toMatchObject({ name: 'ShopError', status: 503, code: 'service.overloaded' });
  expect(sent).toHaveLength(3);
  const traces = sent.map(({ headers }) => headers.get('traceparent'));
  expect(traces[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(new Set(traces).size).toBe(1);
});

test('retries: 0 sends once', async () => {
  const { shop, sent } = shopOf(inTurn(busy()), { retries: 0 });
  await failureOf(shop.orders.get('o1'));
  expect(sent).toHaveLength(1);
});

test('an order keeps its key over tries, and two orders have two', async () => {
  const lost = new TypeError('socket closed');
  const { shop, sent } = shopOf(inTurn(lost, problem(409, 'idempotency.in_progress'), json(order, 201)));
  expect(await shop.orders.create({ items })).toMatchObject(order);
  await shop.orders.create({ items }, { idempotencyKey: 'mine' });
  const keys = sent.map(({ headers }) => headers.get('idempotency-key')!);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys.slice(1, 3)).toEqual([keys[0]!, keys[0]!]);
  expect(keys[3]).toBe('mine');
});

test('what would not be the same twice is sent once: login, a new product, a status, a change with If-Match', async () => {
  for (const status of [502, 503]) {
    const { shop, sent } = shopOf(inTurn(problem(status, 'service.overloaded')));
    await failureOf(shop.users.login({ email: 'a@b.c', password: 'pass123456' }));
    await failureOf(shop.products.create({ name: 'x', price: 1 }));
    await failureOf(shop.orders.setStatus('o1', { status: 'shipped' }));
    await failureOf(shop.products.update(1, { price: 1 }, { ifMatch: '"1"' }));
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'PUT', 'PUT']);
  }
});

test('a refusal is final: nothing is tried again', async () => {
  const { shop, sent } = shopOf(inTurn(problem(409, 'stock.insufficient', { product_id: 1, available: 0 })));
  await failureOf(shop.orders.create({ items }));
  expect(sent).toHaveLength(1);
});

test('Retry-After is kept to', async () => {
  const { shop, sent } = shopOf(inTurn(problem(429, 'rate.limited', {}, { 'retry-after': '1' }), json(order)));
  await shop.orders.get('o1');
  expect(sent[1]!.at - sent[0]!.at).toBeGreaterThanOrEqual(1_000);
});

test('a Retry-After beyond the deadline is not waited for: the refusal comes at once', async () => {
  const { shop, sent } = shopOf(inTurn(problem(429, 'rate.limited', {}, { 'retry-after': '60' })));
  const error = await failureOf(shop.orders.get('o1'));
  expect(error).toMatchObject({ code: 'rate.limited', retryAfterSeconds: 60 });
  expect(sent).toHaveLength(1);
});

test('the deadline bounds the whole call, also against a service that never answers', async () => {
  const { shop } = shopOf(() => new Promise(() => {}));
  const start = performance.now();
  const error = await failureOf(shop.products.get(1, { timeoutMs: 50 }));
  expect(error).toMatchObject({ code: 'client.timeout', status: 0 });
  expect(performance.now() - start).toBeWithin(45, 1_000);
});

test('when the time is over between tries, the last failure is the cause', async () => {
  let tries = 0;
  const { shop } = shopOf(() => ((tries += 1) === 1 ? busy() : new Promise<Response>(() => {})));
  const error = (await failureOf(shop.products.get(1, { timeoutMs: 300 }))) as ShopError;
  expect(error.code).toBe('client.timeout');
  expect(error.cause).toMatchObject({ code: 'service.overloaded' });
});

test("the caller's signal ends the call with the caller's reason, between tries too", async () => {
  const reason = new Error('never mind');
  const { shop, sent } = shopOf(inTurn(problem(503, 'service.overloaded', {}, { 'retry-after': '5' })));
  const controller = new AbortController();
  const call = failureOf(shop.orders.get('o1', { signal: controller.signal }));
  setTimeout(() => controller.abort(reason), 20);
  expect(await call).toBe(reason);
  expect(sent).toHaveLength(1);
  expect(await failureOf(shop.orders.get('o1', { signal: AbortSignal.abort(reason) }))).toBe(reason);
});

test('no answer, a page of a proxy, and half a JSON are ShopErrors too, with the trace they belong to', async () => {
  const html = new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } });
  const half = new Response('{"id":', { headers: { 'content-type': 'application/json' } });
  for (const [answer, code, status, says] of [
    [
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
      'client.unreachable',
      0,
      'ECONNREFUSED',
    ],
    [html, 'client.unexpected_answer', 502, 'Bad Gateway'],
    [half, 'client.unexpected_answer', 200, '{"id":'],
  ] as const) {
    const { shop, sent } = shopOf(inTurn(answer));
    const error = (await failureOf(shop.orders.get('o1'))) as ShopError;
    expect(isShopError(error)).toBe(true);
    expect({ code: error.code, status: error.status }).toEqual({ code, status });
    expect(error.message).toContain(says);
    expect(sent[0]!.headers.get('traceparent')).toContain(error.traceId);
  }
});

test('a trace can be continued, and the answer looked at', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const { shop, sent } = shopOf(() => new Response('{"id":1}', { headers: { etag: '"7"' } }));
  let etag: string | null = null;
  await shop.products.get(1, { traceparent, onResponse: ({ headers }) => (etag = headers.get('etag')) });
  expect(etag!).toBe('"7"');
  expect(sent[0]!.headers.get('traceparent')).toBe(traceparent);
});

test('a service that says it is down has answered', async () => {
  const { shop, sent } = shopOf(inTurn(json({ status: 'down' }, 503)));
  expect(await shop.orders.health()).toMatchObject({ status: 'down' });
  expect(sent).toHaveLength(1);
});

test('a value that would lead to another operation is refused before it is sent', async () => {
  const { shop, sent } = shopOf(() => json({}));
  expect(await failureOf(shop.orders.get(''))).toBeInstanceOf(TypeError);
  expect(await failureOf(shop.orders.get('..'))).toBeInstanceOf(TypeError);
  await shop.orders.get('../health?x');
  expect(sent.map(({ url }) => url.pathname)).toEqual(['/..%2Fhealth%3Fx']);
});

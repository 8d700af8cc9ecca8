import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { problemAnswer } from '@ecomm/http/problem-answer';
import { Problem } from '@ecomm/runtime/problem';
import { admin, alice, bob, carol, mug, served, type Served } from './app.fixture.ts';

let service: Served;
let { shop, send, create } = {} as Served;
beforeAll(async () => {
  service = await served();
  ({ shop, send, create } = service);
});
afterAll(() => service.close());

test("the article's order is answered with 201", async () => {
  const { status, body } = await create({
    items: [{ product_id: 1, quantity: 2, price: 99.99 }],
    shipping_address: '123 Main St',
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: 'pending', total_amount: 199.98, shipping_address: '123 Main St' });
});

test('a repeat with the same key is the same answer, marked as replayed', async () => {
  const headers = { ...alice, 'idempotency-key': 'once' };
  const first = await create(mug, headers);
  const again = await create(mug, headers);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(first.headers.get('idempotent-replayed')).toBeNull();
});

test.each([
  ['no items', { items: [] }],
  ['51 lines', { items: Array.from({ length: 51 }, (_, i) => ({ product_id: i + 1, quantity: 1 })) }],
  ['quantity 0', { items: [{ product_id: 1, quantity: 0 }] }],
  ['quantity -1', { items: [{ product_id: 1, quantity: -1 }] }],
  ['quantity 1.5', { items: [{ product_id: 1, quantity: 1.5 }] }],
  ['quantity 1e9', { items: [{ product_id: 1, quantity: 1e9 }] }],
  ['quantity as text', { items: [{ product_id: 1, quantity: '2' }] }],
  ['quantity null', { items: [{ product_id: 1, quantity: null }] }],
  ['a status', { ...mug, status: 'paid' }],
  ['a total', { ...mug, total_amount: 1 }],
  ['a user', { ...mug, user_id: 1 }],
  ['a third decimal', { ...mug, expected_total: 99.999 }],
  ['an unknown product', { items: [{ product_id: 999, quantity: 1 }] }],
  ['an unknown payment method', { ...mug, payment_method: 'cash' }],
  ['a NUL byte', { ...mug, shipping_address: 'a\u0000b' }],
])('%s is refused with 422 and changes nothing', async (_what, body) => {
  const before = await shop.rows();
  expect((await create(body)).status).toBe(422);
  expect(await shop.rows()).toEqual(before);
});

test("a stranger's order is as unknown as none; its owner and an admin see it", async () => {
  const { body } = await create(mug);
  const { id } = body as Order;
  const none = await send(`/${Bun.randomUUIDv7()}`, { headers: bob });
  const foreign = await send(`/${id}`, { headers: bob });
  expect(foreign.status).toBe(404);
  const same = ({ body: { trace_id: _, instance: __, ...rest } }: typeof none) => rest;
  expect(same(foreign)).toEqual(same(none));
  for (const headers of [alice, admin])
    expect((await send(`/${id}`, { headers })).body).toMatchObject({ id, payment: null });
  expect((await send(`/not-an-id`, { headers: alice })).status).toBe(404);
  expect((await send(`/${id}`)).status).toBe(401);
});

test('an order is cancelled by its owner, once; to a stranger it is as unknown as none', async () => {
  const { id } = (await create(mug)).body as unknown as Order;
  const cancel = (headers: Record<string, string>, of = id) => send(`/${of}/cancel`, { method: 'POST', headers });
  expect((await cancel({})).status).toBe(401);
  const [foreign, none] = [await cancel(bob), await cancel(bob, Bun.randomUUIDv7())];
  const same = ({ body: { trace_id: _, instance: __, ...rest } }: typeof none) => rest;
  expect([foreign.status, same(foreign)]).toEqual([404, same(none)]);
  const done = await cancel(alice);
  expect([done.status, done.body]).toMatchObject([200, { id, status: 'cancelled' }]);
  for (const headers of [alice, admin])
    expect((await cancel(headers)).body).toMatchObject({ status: 409, code: 'order.illegal_transition' });
});

test('the list is newest first, paged by cursor without gap or repeat, and closed to strangers', async () => {
  const ids: unknown[] = [];
  for (let i = 0; i < 5; i += 1) ids.unshift((await create(mug, carol)).body.id);
  const seen: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await send(`/user/9?limit=2${cursor && `&cursor=${cursor}`}`, { headers: carol });
    seen.push(...(body.items as Order[]).map(({ id }) => id));
    cursor = body.next_cursor as string | null;
  }
  expect(seen).toEqual(ids);
  expect((await send('/user/9', { headers: bob })).status).toBe(404);
  expect((await send('/user/9?cursor=forged', { headers: carol })).body).toMatchObject({
    status: 400,
    code: 'cursor.invalid',
  });
  expect((await send('/user/9?limit=0', { headers: carol })).status).toBe(422);
});

test('the OpenAPI and the AsyncAPI document are served as they are committed', async () => {
  const { default: committed } = await import('@ecomm/contracts/openapi/orders.json');
  expect((await send('/swagger/json')).body).toEqual(committed as Record<string, unknown>);
  const { default: events } = await import('@ecomm/contracts/asyncapi.json');
  expect((await send('/asyncapi.json')).body).toEqual(events as Record<string, unknown>);
});

test('every failure of the document has the title that is answered', async () => {
  const { default: committed } = await import('@ecomm/contracts/openapi/orders.json');
  const examples = Object.values(committed.components.examples).map(({ value }) => value);
  expect(examples.length).toBeGreaterThan(10);
  const request = new Request('http://localhost/');
  const answer = problemAnswer(false);
  for (const { status, code, title } of examples) {
    const { title: answered } = (await answer(new Problem(status as Problem['status'], code, '…'), request).json()) as {
      title: string;
    };
    expect([code, title]).toEqual([code, answered]);
  }
});

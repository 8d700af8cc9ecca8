import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { admin, owner, served, stranger } from './app.fixture.ts';
import { openPayment } from './open-payment.ts';
import { booked, cancel, intent, opened, rows, staged } from './payments.fixture.ts';

const unknownId = Bun.randomUUIDv7();
let shop: Awaited<ReturnType<typeof served>>;
beforeAll(async () => void (shop = await served()));
afterEach(() => shop.known.clear());
afterAll(() => shop.close());
const ask: typeof shop.ask = (...of) => shop.ask(...of);
const process: typeof shop.process = (...of) => shop.process(...of);

test('POST /process charges an open payment now and answers it', async () => {
  const { order_id } = await opened(shop.db);
  const { status, body } = await process(order_id);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    order_id,
    user_id: 7,
    amount: 99.99,
    refunded_amount: 0,
    status: 'succeeded',
    failure_reason: null,
  });
  expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
});

test('POST /process answers a final payment unchanged, a decline too', async () => {
  const { order_id } = await opened(shop.db, { payment_method: 'test_decline' });
  const first = await process(order_id);
  expect(first.body).toMatchObject({ status: 'failed', failure_reason: 'card_declined' });
  const { status, body } = await process(order_id, admin);
  expect({ status, body }).toEqual({ status: first.status, body: first.body });
  expect(await booked(shop.db, order_id)).toHaveLength(1);
});

test('POST /process asks again when the first answer is lost', async () => {
  const { order_id } = await opened(shop.db, { payment_method: 'test_timeout' });
  expect((await process(order_id)).body).toMatchObject({ status: 'succeeded' });
  expect(await booked(shop.db, order_id)).toHaveLength(1);
});

test('ten POST /process at once charge once and all answer the same', async () => {
  const { order_id } = await opened(shop.db);
  const answers = await Promise.all(Array.from({ length: 10 }, () => process(order_id)));
  expect(new Set(answers.map(({ status, body }) => JSON.stringify({ status, body }))).size).toBe(1);
  expect(await staged(shop.db, order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
});

test('an order no event has told of is asked of orders, and its event later changes nothing', async () => {
  const order = intent({ amount_cents: 1_250 });
  shop.known.set(order.order_id, { ...order, status: 'pending' });
  expect((await process(order.order_id)).body).toMatchObject({ amount: 12.5, status: 'succeeded' });
  await shop.db.transaction((tx) => openPayment(shop.charging, tx, order));
  expect(await rows(shop.db, order.order_id)).toHaveLength(1);
  expect(await staged(shop.db, order.order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
});

test('an order that is not pending any more is not charged', async () => {
  const order = intent();
  shop.known.set(order.order_id, { ...order, status: 'cancelled' });
  expect(await process(order.order_id)).toMatchObject({ status: 409, body: { code: 'order.not_pending' } });
  expect(await rows(shop.db, order.order_id)).toEqual([]);
});

test('an order that was cancelled before anyone heard of it is answered as failed and never charged', async () => {
  const order = intent();
  await cancel(shop.db, order);
  const { status, body } = await process(order.order_id);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { status: 'failed', failure_reason: 'order_cancelled' },
  });
  expect(await booked(shop.db, order.order_id)).toEqual([]);
  expect(await staged(shop.db, order.order_id)).toEqual([]);
});

test('orders down is a 503 that says when to come again', async () => {
  const order = intent();
  shop.known.set(order.order_id, new Problem(503, 'orders.unavailable', 'away', { retryAfterSeconds: 1 }));
  expect(await process(order.order_id)).toMatchObject({ status: 503, body: { code: 'orders.unavailable' } });
});

test("a stranger's order is as unknown as one that is not there, charged or not, and stays as it is", async () => {
  const { order_id } = await opened(shop.db);
  const pending = intent();
  shop.known.set(pending.order_id, { ...pending, status: 'pending' });
  for (const id of [order_id, pending.order_id, unknownId])
    expect(await process(id, stranger)).toMatchObject({ status: 404, body: { code: 'order.not_found' } });
  expect(await rows(shop.db, order_id)).toMatchObject([{ status: 'processing', attempts: 0 }]);
  expect(await rows(shop.db, pending.order_id)).toEqual([]);
});

test.each([
  null,
  'x',
  7,
  { order_id: 'x' },
  {},
  { order_id: unknownId, amount: 1 },
  { order_id: unknownId, status: 'paid' },
])('POST /process refuses the body %j', async (body) => {
  expect(await ask('/process', owner, body)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
});

test('a payment is shown to its owner and to admins, to others it does not exist', async () => {
  const { order_id } = await opened(shop.db);
  const [row] = await rows(shop.db, order_id);
  const path = `/status/${row!.transaction_id}`;
  for (const headers of [owner, admin])
    expect(await ask(path, headers)).toMatchObject({ status: 200, body: { order_id, status: 'processing' } });
  const theirs = await ask(path, stranger);
  const none = await ask(`/status/${unknownId}`, stranger);
  expect(theirs).toMatchObject({ status: 404, body: { code: 'payment.not_found', detail: none.body['detail'] } });
  expect(none.status).toBe(404);
});

test.each(['x', '1', `${unknownId}'`, '00000000-0000-0000-0000-00000000000g', '%00'])(
  '/status/%s names no payment',
  async (id) => {
    expect(await ask(`/status/${id}`, owner)).toMatchObject({ status: 404 });
  },
);

test('without a token nothing is answered but health', async () => {
  for (const [path, body] of [['/process', { order_id: unknownId }], [`/status/${unknownId}`], ['/ledger']] as const)
    expect(await ask(path, {}, body)).toMatchObject({ status: 401, body: { code: 'auth.missing_token' } });
  expect((await ask('/livez')).status).toBe(200);
});

test("the provider's book is read page by page by admins alone", async () => {
  for (let i = 0; i < 3; i += 1) await process((await opened(shop.db)).order_id);
  expect((await ask('/ledger', owner)).status).toBe(403);
  const whole = await ask('/ledger?limit=100', admin);
  expect(whole.body.next_cursor).toBeNull();
  const read: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await ask(`/ledger?limit=2${cursor && `&cursor=${cursor}`}`, admin);
    read.push(...page.body.items);
    cursor = page.body.next_cursor;
  }
  expect(read).toEqual(whole.body.items);
});

test('the book of one order holds its charge under the order id as key', async () => {
  const { order_id } = await opened(shop.db, { payment_method: 'test_decline' });
  await process((await opened(shop.db)).order_id);
  await process(order_id);
  const { body } = await ask(`/ledger?order_id=${order_id}`, admin);
  expect(body.items).toMatchObject([{ key: order_id, order_id, kind: 'charge', amount: 99.99, outcome: 'declined' }]);
});

test.each(['x', 'MA', 'LTE', '%27%20or%201=1', 'OTAwNzE5OTI1NDc0MDk5MzAw'])(
  'the cursor %s is forged',
  async (cursor) => {
    expect(await ask(`/ledger?cursor=${cursor}`, admin)).toMatchObject({
      status: 400,
      body: { code: 'cursor.invalid' },
    });
  },
);

test.each(['limit=0', 'limit=101', 'limit=x', 'order_id=x'])('GET /ledger?%s is invalid', async (query) => {
  expect(await ask(`/ledger?${query}`, admin)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
});

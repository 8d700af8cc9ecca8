import { afterAll, beforeAll, expect, test } from 'bun:test';
import { paymentFailed } from '@ecomm/contracts/events';
import { mailServer, type MailServer } from '@ecomm/testing/mail-server';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';
import { until } from '@ecomm/testing/until';
import { logInAdmin, request, signUp, type Buyer, type Order } from './buyer.ts';
import { publish } from './publish.ts';
import { follow, leads, titleOf } from './trace-path.ts';
import { browserTrace, tracedShop, untilTraced, type TracedShop } from './traced-shop.fixture.ts';

let traced: TracedShop;
let mails: MailServer;
let buyer: Buyer;
beforeAll(async () => {
  mails = await mailServer();
  traced = await tracedShop({ copies: { orders: 2 }, smtpUrl: mails.url });
  buyer = await signUp(traced.shop);
}, 120_000);
afterAll(async () => {
  await traced?.close();
  await mails?.close();
}, 30_000);

/** Places an order as a page of the storefront does, in a trace that begins in the browser; anew until it is accepted. */
const order = (payment_method: string, flags: '00' | '01' = '01', by = buyer) =>
  until(
    async () => {
      const trace = browserTrace(flags);
      const { status, body, headers } = await request<Order>(`${traced.shop.url('orders')}/create`, {
        token: by.token,
        body: { items: [{ product_id: 1, quantity: 2 }], payment_method },
        headers: { traceparent: trace.traceparent },
      });
      expect(headers.get('traceparent')).toStartWith(`00-${trace.traceId}-`);
      return status === 201 && { ...trace, id: body.id };
    },
    { timeoutMs: 30_000, what: 'an order to be accepted' },
  );

const placed = ['orders POST /create'];
const created = [...placed, 'orders send order.created'];
const attempted = [...created, 'payments process order.created'];
const charge = [...attempted, 'payments charge payment'];
const paid = [...charge, 'payments send payment.succeeded'];
const updated = [...paid, 'orders process payment.succeeded', 'orders send order.updated'];
const mailed = [
  'notifications send notification.email',
  'notifications process notification.email',
  'notifications send mail',
];
const confirmed = [...created, 'notifications process order.created', ...mailed];
const thanked = [...paid, 'notifications process payment.succeeded', ...mailed];
const orderStatement =
  'orders UPDATE idempotency_keys INSERT orders INSERT order_lines INSERT order_history INSERT outbox';
const story = [
  [...placed, 'orders ecomm.users.UserService/GetUser', 'users ecomm.users.UserService/GetUser', 'users SELECT users'],
  [
    ...placed,
    'orders ecomm.products.ProductService/ReserveStock',
    'products ecomm.products.ProductService/ReserveStock',
    'products INSERT reservations INSERT reservation_lines UPDATE products INSERT stock_changes',
  ],
  [...placed, orderStatement],
  // What several events share, their statements, is a trace of its own with links to theirs.
  [...attempted, 'payments send payment.attempted', 'orders process payment.attempted'],
  [...charge, 'payments provider charge', 'payments INSERT provider_ledger'],
  [...updated, 'payments process order.updated'],
  [...updated, 'products process order.updated'],
  [...updated, 'notifications process order.updated'],
  confirmed,
  thanked,
];
const isWhole = (from: string) => (spans: ReceivedSpan[]) => story.every((path) => leads(spans, from, path));

test('one order is one trace: from the browser through every service, statement, event and charge to its mails', async () => {
  const { traceId, spanId, id } = await order('test_success', '01', await signUp(traced.shop));
  const spans = await untilTraced(traced, traceId, isWhole(spanId)).catch(() =>
    traced.receiver.spans.filter((span) => span.traceId === traceId),
  );
  for (const path of story) follow(spans, spanId, path);

  const ids = new Set([spanId, ...spans.map((span) => span.spanId)]);
  expect(ids.size).toBe(spans.length + 1);
  expect(spans.filter(({ parentSpanId }) => !ids.has(parentSpanId)).map(titleOf)).toEqual([]);
  expect(new Set(spans.map(({ service }) => service))).toEqual(
    new Set(['orders', 'users', 'products', 'payments', 'notifications']),
  );
  const kinds = Object.fromEntries(spans.map(({ name, kind }) => [name.split(' ')[0], kind]));
  expect(kinds).toMatchObject({
    POST: 'server',
    UPDATE: 'client',
    INSERT: 'client',
    send: expect.any(String),
    process: 'consumer',
  });

  expect(follow(spans, spanId, placed).attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/create',
    'http.response.status_code': 201,
    'ecomm.order.id': id,
  });
  expect(follow(spans, spanId, [...placed, orderStatement]).attributes).toMatchObject({
    'db.system.name': 'postgresql',
    'db.namespace': expect.stringMatching(/orders$/),
    'db.query.summary': orderStatement.replace('orders ', ''),
  });
  expect(follow(spans, spanId, created).attributes).toMatchObject({
    'messaging.system.name': 'kafka',
    'messaging.destination.name': 'order.created',
    'kafka.message.key': id,
  });
  expect(follow(spans, spanId, [...charge, 'payments provider charge']).attributes).toMatchObject({
    'ecomm.payment.outcome': 'succeeded',
  });
}, 60_000);

test('a charge whose answer is lost is asked for again in the same trace, and what comes of it follows from the second attempt', async () => {
  const { traceId, spanId } = await order('test_timeout');
  const spans = await untilTraced(traced, traceId, (all) => leads(all, spanId, thanked));
  const attempts = spans.filter(({ name }) => name === 'charge payment');
  expect(attempts.map(({ failed, attributes }) => [attributes['ecomm.attempt'], failed])).toEqual([
    [1, true],
    [2, false],
  ]);
  const asked = spans.find(({ parentSpanId }) => parentSpanId === attempts[0]!.spanId);
  expect(asked).toMatchObject({ name: 'provider charge', failed: true });
  expect(spans.find(({ name }) => name === 'send payment.succeeded')!.parentSpanId).toBe(attempts[1]!.spanId);
}, 60_000);

test('an event that nobody can take ends its trace as a dead letter, and goes on in it when it is redriven', async () => {
  const { shop } = traced;
  const [{ next }] = (await shop.sql('users')`select last_value::int + 1 as next from users_id_seq`) as [
    { next: number },
  ];
  const { traceId, spanId, traceparent } = browserTrace();
  const payload = {
    order_id: crypto.randomUUID(),
    user_id: next,
    transaction_id: crypto.randomUUID(),
    amount: 5,
    reason: 'card_declined',
    occurred_at: new Date().toISOString(),
  };
  await publish(shop, paymentFailed, { id: Bun.randomUUIDv7(), payload, traceparent });
  const letter = 'notifications dead_letter payment.failed';
  const attempt = 'notifications process payment.failed';
  const before = await untilTraced(
    traced,
    traceId,
    (all) => leads(all, spanId, [letter]) && leads(all, spanId, [attempt]),
  );
  const refused = follow(before, spanId, [attempt]);
  expect(refused).toMatchObject({ failed: true, attributes: { 'error.type': 'contact.not_found' } });
  expect(follow(before, spanId, [letter]).links).toEqual([{ traceId, spanId: refused.spanId }]);
  follow(before, spanId, [letter, 'notifications send payment.failed.notifications-group.dlq']);

  expect((await signUp(shop)).id).toBe(next);
  const headers = { traceparent: browserTrace().traceparent };
  const token = await logInAdmin(shop);
  const letters = `${shop.url('notifications')}/dead-letters`;
  const { body } = await request<{ items: { id: string; trace_id: string }[] }>(letters, { token });
  const { id } = body.items.find(({ trace_id }) => trace_id === traceId)!;
  expect((await request(`${letters}/${id}/redrive`, { token, method: 'POST', headers })).status).toBe(200);
  const after = await untilTraced(traced, traceId, (all) => leads(all, spanId, [attempt, ...mailed]));
  const again = after.find((span) => titleOf(span) === attempt && !span.failed)!;
  expect(again.attributes['ecomm.attempt']).toBe(2);
  const asking = await until(() => traced.receiver.spans.find(({ name }) => name === 'POST /dead-letters/:id/redrive'));
  expect(again.links).toEqual([{ traceId: asking.traceId, spanId: asking.spanId }]);
}, 60_000);

test('of an order whose trace is not recorded only what failed is told, under its trace id', async () => {
  const quiet = await order('test_success', '00');
  const lost = await order('test_timeout', '00');
  await settled(quiet.id);
  await settled(lost.id);
  mails.mode = 'refuse';
  const unmailed = await order('test_decline', '00');
  await until(() => mails.turnedAway() >= 2, { timeoutMs: 20_000, what: 'refused mails' });
  mails.mode = 'ok';
  // Whatever was to be told of those before it has left every service by the time all of this one has.
  const { traceId, spanId } = await order('test_success', '01', await signUp(traced.shop));
  await untilTraced(traced, traceId, isWhole(spanId));
  const told = (id: string) => traced.receiver.spans.filter((span) => span.traceId === id);
  expect(told(quiet.traceId)).toEqual([]);
  expect(told(lost.traceId).map(titleOf).toSorted()).toEqual(['payments charge payment', 'payments provider charge']);
  expect(new Set(told(unmailed.traceId).map(titleOf))).toEqual(new Set(['notifications send mail']));
  for (const span of [...told(lost.traceId), ...told(unmailed.traceId)])
    expect(span).toMatchObject({ failed: true, attributes: { 'ecomm.trace.sampled': false } });
}, 120_000);

/** Waits until both mails of a paid order are sent. */
const settled = (id: string): Promise<unknown> =>
  until(
    async () => {
      const sent = await traced.shop.sql('notifications')`
        select 1 from notifications where order_id = ${id} and status = 'sent'`;
      return sent.length === 2;
    },
    { timeoutMs: 30_000, what: `the mails of order ${id}` },
  );

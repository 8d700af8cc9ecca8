import { afterAll, beforeAll, expect, test } from 'bun:test';
import { orderCreated, paymentSucceeded, type OrderCreated, type PaymentSucceeded } from '@ecomm/contracts/events';
import { PaymentServiceClient } from '@ecomm/contracts/rpc/payments';
import { consume } from '@ecomm/events/consume';
import { encode, type Event, type OutMessage } from '@ecomm/events/envelope';
import type { Handle } from '@ecomm/events/inbox';
import { kafka, type Bus } from '@ecomm/events/kafka';
import { on } from '@ecomm/events/subscription';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { client } from '@ecomm/rpc/client';
import { serve } from '@ecomm/rpc/serve';
import type { Part } from '@ecomm/runtime/run';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { until } from '@ecomm/testing/until';
import { charger } from './charger.ts';
import { booked, freshPayments, intent, log, rows, staged } from './payments.fixture.ts';
import { simulator } from './provider.ts';
import { rpc } from './rpc.ts';
import { subscriptions } from './subscriptions.ts';

let shop: Awaited<ReturnType<typeof freshPayments>>;
let bus: Bus;
let parts: Part[];
const heard: Event<PaymentSucceeded>[] = [];
const grpc = () => server;
let server: ReturnType<typeof serve>;

beforeAll(async () => {
  shop = await freshPayments();
  const { db } = shop;
  bus = kafka({ name: 'payments', brokers: testBrokers(), prefix: freshPrefix(), log });
  const outbox = relay({ db, bus, service: 'payments', log });
  const provider = simulator({ db, failureRate: 0, latencyMinMs: 300, latencyMaxMs: 300 });
  const charging = charger({ db, provider, timeoutMs: 1_000, log });
  const payments = { bus, group: 'payments-group', service: 'payments', log, inbox: inboxOf(db) };
  server = serve({ host: '127.0.0.1', port: 0, services: rpc(db), log });
  const listener = on(paymentSucceeded, async (_tx: unknown, event: Event<PaymentSucceeded>) => void heard.push(event));
  const inbox = {
    run: (_group: string, events: readonly Event[], handle: Handle<unknown>) => handle(undefined, events),
    bury: async () => {},
    probe: async () => {},
  };
  parts = [
    bus,
    outbox,
    charging,
    server,
    consume({ ...payments, subscriptions: subscriptions({ ...charging, wakeRefunder: () => {} }) }),
    consume({ bus, group: 'listener', service: 'listener', subscriptions: [listener], inbox, log }),
  ];
  for (const part of parts) await part.start?.();
  await bus.ensureTopics(['order.created', 'payment.succeeded']);
});
afterAll(async () => {
  for (const part of parts.toReversed()) await part.stop?.();
  await shop.close();
});

function orderEvent(more: Partial<OrderCreated> = {}) {
  const { order_id, user_id } = intent();
  const payload: OrderCreated = {
    order_id,
    user_id,
    amount: 19.98,
    currency: 'USD',
    items: [{ product_id: 1, name: 'Mug', quantity: 2, price: 9.99 }],
    items_count: 2,
    payment_method: 'card',
    sequence: 1,
    occurred_at: new Date().toISOString(),
    ...more,
  };
  const traceparent = `00-${crypto.randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01`;
  return { payload, traceparent, message: encode(orderCreated, { id: Bun.randomUUIDv7(), payload, traceparent }) };
}

/** A topic that was just made may have no leader yet. */
const send = (messages: OutMessage[]) => until(() => bus.send(messages).then(() => true));
const heardOf = (orderId: string) => heard.filter(({ payload }) => payload.order_id === orderId);

test('order.created is charged and answered by payment.succeeded, with the amount and the trace of the order', async () => {
  const { payload, traceparent, message } = orderEvent();
  await send([message]);
  const [event] = await until(() => heardOf(payload.order_id).length > 0 && heardOf(payload.order_id), {
    timeoutMs: 15_000,
  });
  const [row] = await rows(shop.db, payload.order_id);
  expect(event!.payload).toMatchObject({ user_id: 7, amount: 19.98, transaction_id: row!.transaction_id });
  expect(event!.key).toBe(payload.order_id);
  expect(event!.traceparent?.split('-')[1]).toBe(traceparent.split('-')[1]);
}, 20_000);

test('the same event a hundred times, and the order under another event id, charge once', async () => {
  const { payload, message } = orderEvent();
  const again = encode(orderCreated, { id: Bun.randomUUIDv7(), payload });
  await send([...Array.from({ length: 100 }, () => message), again]);
  const last = orderEvent();
  await send([last.message]);
  await until(() => heardOf(last.payload.order_id).length > 0 && heardOf(payload.order_id).length > 0, {
    timeoutMs: 15_000,
  });
  expect(await staged(shop.db, payload.order_id)).toEqual(['payment.attempted', 'payment.succeeded']);
  expect(await booked(shop.db, payload.order_id)).toHaveLength(1);
}, 20_000);

test('two hundred orders are charged side by side: latency does not limit throughput', async () => {
  const orders = Array.from({ length: 200 }, () => orderEvent());
  const before = performance.now();
  await send(orders.map(({ message }) => message));
  await until(() => orders.every(({ payload }) => heardOf(payload.order_id).length === 1), { timeoutMs: 20_000 });
  expect(performance.now() - before).toBeLessThan(200 * 300 * 0.25);
}, 25_000);

test('GetPaymentStatus tells the payment of an order, and NOT_FOUND of any other', async () => {
  const { payload, message } = orderEvent();
  await send([message]);
  await until(() => heardOf(payload.order_id).length > 0, { timeoutMs: 15_000 });
  const payments = client(PaymentServiceClient, { name: 'payments', urls: [`127.0.0.1:${grpc().port()}`], log });
  const { order_id } = payload;
  expect(await payments.getPaymentStatus({ order_id })).toMatchObject({
    order_id,
    user_id: 7,
    status: 'succeeded',
    amount_cents: 1_998,
  });
  for (const id of [Bun.randomUUIDv7(), 'x', ''])
    expect(await payments.getPaymentStatus({ order_id: id }).catch((error: unknown) => error)).toMatchObject({
      status: 404,
    });
  payments.close();
}, 20_000);

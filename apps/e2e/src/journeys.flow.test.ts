import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createShop, isShopError, type Orders, type Shop } from '@ecomm/sdk';
import { until } from '@ecomm/testing/until';
import { stockOf } from './audit.ts';
import { serviceNames, testShop, type TestShop } from './shop.fixture.ts';

/** There is time to cancel between the news of a charge and its end. */
const slowCharges = { PAYMENT_LATENCY_MIN_MS: '1500', PAYMENT_LATENCY_MAX_MS: '1500' };

let running: TestShop;
let admin: Shop;
beforeAll(async () => {
  running = await testShop({ copies: { orders: 2, payments: 2 }, env: slowCharges });
  admin = client();
  await admin.users.login({ email: 'admin@ecomm.local', password: 'admin-pass-123456' });
}, 60_000);
afterAll(() => running?.close(), 30_000);

function client(): Shop {
  const urls = Object.fromEntries(serviceNames.map((name) => [name, running.url(name)]));
  return createShop({ urls });
}

async function buyer(): Promise<Shop> {
  const shop = client();
  await shop.users.signup({ email: `buyer-${crypto.randomUUID()}@example.com`, password: 'pass123456' });
  return shop;
}

const order = (shop: Shop, quantity = 1): Promise<Orders.Order> =>
  shop.orders.create({ items: [{ product_id: 1, quantity }], payment_method: 'test_success' });

/** Follows an order until it has this status. */
async function untilIs(shop: Shop, id: string, status: Orders.Order['status']): Promise<Orders.Order> {
  for await (const change of shop.orders.watch(id, { signal: AbortSignal.timeout(15_000) }))
    if (change.order.status === status) return change.order;
  throw new Error(`the order did not become ${status}`);
}

/** Waits until these mails of the order were sent, and no others. */
async function untilMailed(id: string, templates: string[]): Promise<void> {
  const sent = async (): Promise<string[]> => {
    const rows = await running.sql('notifications')<{ template: string }[]>`
      select template from notifications where order_id = ${id} and status = 'sent'`;
    return rows.map(({ template }) => template).toSorted();
  };
  const wanted = templates.toSorted();
  await until(async () => Bun.deepEquals(await sent(), wanted), { timeoutMs: 15_000, what: wanted.join() }).catch(
    () => {},
  );
  expect(await sent()).toEqual(wanted);
}

/** Waits until the timeline tells all of this; mails come when they come, and are left out. */
async function untilTold(shop: Shop, id: string, count: number): Promise<Orders.TimelineEntry[]> {
  const read = async () => (await shop.orders.timeline(id)).items.filter(({ type }) => type !== 'notification.email');
  await until(async () => (await read()).length >= count, { timeoutMs: 15_000, what: 'timeline' }).catch(() => {});
  return read();
}

const typesOf = (entries: Orders.TimelineEntry[]): string[] => entries.map(({ type }) => type);

const stock = async (): Promise<number> => (await stockOf(running)).get(1)!;

test('an order cancelled before its charge ends gives its stock back, and what is captured after all is refunded', async () => {
  const before = await stock();
  const shop = await buyer();
  const { id } = await order(shop, 3);
  expect(await stock()).toBe(before - 3);
  expect(typesOf(await untilTold(shop, id, 2))).toEqual(['order.created', 'payment.attempted']);
  expect((await shop.orders.cancel(id)).status).toBe('cancelled');
  const { transaction_id } = await untilIs(shop, id, 'refunded');
  await until(async () => (await stock()) === before, { what: 'the stock is back' });
  const entries = await untilTold(shop, id, 6);
  expect(typesOf(entries)).toEqual([
    'order.created',
    'payment.attempted',
    'order.updated',
    'payment.succeeded',
    'payment.refunded',
    'order.updated',
  ]);
  expect(new Set(entries.map(({ service }) => service))).toEqual(new Set(['orders', 'payments']));
  expect(entries.every(({ summary }) => summary.length > 0)).toBe(true);
  const payment = entries.find(({ type }) => type === 'payment.refunded')!.data;
  expect(payment).toMatchObject({ amount: 299.97, refunded_amount: 299.97, reason: 'order_cancelled' });
  await untilMailed(id, ['order_confirmation', 'order_cancelled', 'payment_succeeded', 'payment_refunded']);
  expect(transaction_id === null || transaction_id === payment.transaction_id).toBe(true);
}, 60_000);

test('a paid order that is cancelled is refunded whole and gives its stock back; a second time is refused', async () => {
  const before = await stock();
  const shop = await buyer();
  const { id } = await order(shop, 2);
  const { transaction_id } = await untilIs(shop, id, 'paid');
  await shop.orders.cancel(id);
  await untilIs(shop, id, 'refunded');
  expect(await shop.payments.status(transaction_id!)).toMatchObject({ status: 'refunded', refunded_amount: 199.98 });
  await until(async () => (await stock()) === before, { what: 'the stock is back' });
  const again = await shop.orders.cancel(id).catch((error: unknown) => error);
  expect(isShopError(again, 'order.illegal_transition')).toBe(true);
  await untilMailed(id, ['order_confirmation', 'order_cancelled', 'payment_succeeded', 'payment_refunded']);
}, 60_000);

test('an order that was shipped is delivered, not cancelled; refunds in parts leave its status', async () => {
  const shop = await buyer();
  const { id } = await order(shop);
  const { transaction_id } = await untilIs(shop, id, 'paid');
  await admin.orders.setStatus(id, { status: 'shipped', reason: 'Handed to the carrier.' });
  const refused = await shop.orders.cancel(id).catch((error: unknown) => error);
  expect(isShopError(refused, 'order.illegal_transition')).toBe(true);
  await admin.orders.setStatus(id, { status: 'delivered' });
  const part = await admin.payments.refund(transaction_id!, { amount: 20.5 }, { idempotencyKey: `part-${id}` });
  expect(part).toMatchObject({ status: 'partially_refunded', refunded_amount: 20.5 });
  const replayed = await admin.payments.refund(transaction_id!, { amount: 20.5 }, { idempotencyKey: `part-${id}` });
  expect(replayed.refunded_amount).toBe(20.5);
  const tooMuch = await admin.payments.refund(transaction_id!, { amount: 99.99 }).catch((error: unknown) => error);
  expect(isShopError(tooMuch, 'refund.exceeds_captured')).toBe(true);
  expect(await admin.payments.refund(transaction_id!)).toMatchObject({ status: 'refunded', refunded_amount: 99.99 });
  expect((await shop.orders.get(id)).status).toBe('delivered');
  expect(typesOf(await untilTold(shop, id, 8))).toEqual([
    'order.created',
    'payment.attempted',
    'payment.succeeded',
    'order.updated',
    'order.updated',
    'order.updated',
    'payment.refunded',
    'payment.refunded',
  ]);
  await untilMailed(id, [
    'order_confirmation',
    'payment_succeeded',
    'order_shipped',
    'payment_refunded',
    'payment_refunded',
  ]);
}, 60_000);

test('each entry of a timeline names the event that caused it, back to the buyer’s own request, in one trace', async () => {
  const shop = await buyer();
  const { id } = await order(shop);
  await untilIs(shop, id, 'paid');
  await untilMailed(id, ['order_confirmation', 'payment_succeeded']);
  const types = ['order.created', 'payment.attempted', 'payment.succeeded', 'order.updated'];
  const entries = await untilTold(shop, id, types.length);
  const named = new Map(entries.map((entry) => [entry.event_id, entry]));
  const causes = (entry: Orders.TimelineEntry): string[] => {
    const cause = entry.cause_id && named.get(entry.cause_id);
    return cause ? [...causes(cause), entry.type] : [entry.type];
  };
  const paid = entries.find(({ type }) => type === 'order.updated')!;
  expect(causes(paid)).toEqual(types);
  expect(new Set(entries.map(({ trace_id }) => trace_id)).size).toBe(1);
}, 60_000);

test('a stranger can neither cancel an order nor read its timeline, and learns no more than of an unknown one', async () => {
  const [shop, stranger] = await Promise.all([buyer(), buyer()]);
  const { id } = await order(shop);
  const unknown = '0198c0de-0000-7000-8000-0000000000ff';
  for (const ask of [(one: string) => stranger.orders.cancel(one), (one: string) => stranger.orders.timeline(one)]) {
    const answers = await Promise.all([id, unknown].map((one) => ask(one).catch((error: unknown) => error)));
    for (const answer of answers) expect(isShopError(answer, 'order.not_found')).toBe(true);
  }
  await untilIs(shop, id, 'paid');
}, 60_000);

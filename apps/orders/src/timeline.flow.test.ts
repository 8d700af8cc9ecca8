import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order, Timeline } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { continueTrace } from '@ecomm/runtime/trace';
import { admin as adminToken, alice, bob, mug, served, type Served } from './app.fixture.ts';
import { deliver, inbound, mail, payment, refund, shortfall } from './inbound.fixture.ts';
import { admin } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { readTimeline } from './read-timeline.ts';

let service: Served;
let shop: Served['shop'];
beforeAll(async () => {
  service = await served();
  ({ shop } = service);
});
afterAll(() => service.close());

const traced = (digit: string) => `00-${digit.repeat(32)}-b7ad6b7169203331-01`;
const place = async (buyer = 7) => (await continueTrace(traced('a'), () => placeOrder(shop.deps, buyer, mug))) as Order;
const announced = async ({ id }: Order): Promise<string> =>
  (await shop.events()).find(({ key, type }) => key === id && type === 'order.created')!.id;
const later = (order: Order, ms: number) => new Date(Date.parse(order.created_at) + ms).toISOString();
const told = async (order: Order) => (await readTimeline(shop.deps, admin, order.id)).items;

test('everything that happened to an order is told across services, with its cause, its trace and in words', async () => {
  const order = await place();
  const causeId = await announced(order);
  const money = payment(order, { occurred_at: order.created_at });
  const attempted = inbound('payment.attempted', money, { causeId, traceparent: traced('a') });
  const occurred_at = later(order, 1);
  const paid = inbound(
    'payment.succeeded',
    { ...money, occurred_at },
    { causeId: attempted.id, traceparent: traced('a') },
  );
  const queued = inbound('notification.email', mail(order), { causeId, traceparent: traced('a') });
  await deliver(shop.direct, attempted, paid, queued);
  const items = await told(order);
  const updated = items.find(({ type }) => type === 'order.updated');
  const trace_id = 'a'.repeat(32);
  const { occurred_at: at } = mail(order);
  expect(items).toEqual([
    {
      at,
      service: 'orders',
      type: 'order.created',
      summary: 'An order of 1 item for 99.99 USD was placed.',
      event_id: causeId,
      cause_id: null,
      trace_id,
      data: JSON.parse((await shop.events()).find(({ id }) => id === causeId)!.payload) as Record<string, unknown>,
    },
    {
      at,
      service: 'notifications',
      type: 'notification.email',
      summary: 'A mail to ada@example.com was queued: Your order of 1 item.',
      event_id: queued.id,
      cause_id: causeId,
      trace_id,
      data: queued.payload,
    },
    {
      at,
      service: 'payments',
      type: 'payment.attempted',
      summary: 'A charge of 99.99 was begun.',
      event_id: attempted.id,
      cause_id: causeId,
      trace_id,
      data: attempted.payload,
    },
    expect.objectContaining({
      at: occurred_at,
      type: 'payment.succeeded',
      summary: '99.99 was paid.',
      event_id: paid.id,
    }),
    expect.objectContaining({ type: 'order.updated', summary: 'The order is paid.', cause_id: paid.id, trace_id }),
  ]);
  const published = (await shop.events()).find(({ id }) => id === updated!.event_id);
  expect(JSON.parse(published!.payload)).toEqual(updated!.data);
});

test('a cause comes before its effect when both were at the same time, and the order keeps its sequence', async () => {
  const order = await place();
  const at = { occurred_at: order.created_at };
  const money = payment(order, at);
  const events = [
    inbound('payment.attempted', money, { causeId: await announced(order) }),
    inbound('payment.succeeded', money),
    inbound('payment.refunded', { ...refund(order, 99.99, at), transaction_id: money.transaction_id }),
    inbound('stock.shortfall', { ...shortfall(order), ...at }),
  ];
  for (const [index, event] of events.entries()) if (index > 0) event.causeId = events[index - 1]!.id;
  await deliver(shop.direct, ...events);
  await runSql(shop.direct, 'update order_history set at = $2 where order_id = $1', [order.id, order.created_at]);
  const items = await told(order);
  for (const { cause_id } of items)
    if (cause_id !== null) expect(items.map(({ event_id }) => event_id)).toContain(cause_id);
  for (const [index, { cause_id }] of items.entries())
    expect(items.slice(index).some(({ event_id }) => event_id === cause_id)).toBe(false);
  const statuses = items.flatMap(({ data }) => ('status' in data ? [data.status] : []));
  expect(statuses).toEqual(['paid', 'cancelled', 'refunded']);
});

test('ids that were forged into a circle of causes are shown, not followed for ever', async () => {
  const order = await place();
  const [one, two] = [inbound('notification.email', mail(order)), inbound('notification.email', mail(order))];
  [one.causeId, two.causeId] = [two.id, one.id];
  await deliver(shop.direct, one, two, inbound('notification.email', mail(order), { causeId: 'not an id' }));
  const items = await told(order);
  expect(items.map(({ type }) => type)).toEqual(['order.created', ...Array(3).fill('notification.email')] as string[]);
  expect(items.filter(({ cause_id }) => cause_id === null)).toHaveLength(2);
});

test('its owner and an admin read it, only the admin with whole addresses; to others the order is as unknown as none', async () => {
  const order = await place();
  await deliver(shop.direct, inbound('notification.email', mail(order)));
  const read = async (headers: Record<string, string>, id = order.id) => service.send(`/${id}/timeline`, { headers });
  const mailOf = ({ body }: Awaited<ReturnType<typeof read>>) =>
    (body as unknown as Timeline).items.find(({ type }) => type === 'notification.email');
  expect(mailOf(await read(adminToken))).toMatchObject({ data: { to: 'ada@example.com' } });
  const seen = mailOf(await read(alice));
  expect(seen).toMatchObject({ data: { to: 'a***@example.com', subject: 'Your order of 1 item' } });
  expect(JSON.stringify(seen)).not.toContain('ada@');
  const [foreign, none] = [await read(bob), await read(bob, Bun.randomUUIDv7())];
  const same = ({ body: { trace_id: _, instance: __, ...rest } }: typeof none) => rest;
  expect([foreign.status, same(foreign)]).toEqual([404, same(none)]);
  expect((await read({})).status).toBe(401);
});

test('an order of before ids and traces were kept has its timeline all the same', async () => {
  const order = await place();
  await deliver(shop.direct, inbound('payment.succeeded', payment(order)));
  await runSql(shop.direct, 'delete from order_timeline where order_id = $1', [order.id]);
  await runSql(shop.direct, 'update order_history set event_id = null, trace_id = null where order_id = $1', [
    order.id,
  ]);
  expect(await told(order)).toMatchObject([
    { type: 'order.created', event_id: await announced(order), trace_id: null },
    { type: 'order.updated', event_id: null, trace_id: null, summary: 'The order is paid.' },
  ]);
});

test('a timeline never has more than 500 entries: the latest', async () => {
  const order = await place();
  const mails = Array.from({ length: 600 }, (_, n) =>
    mail(order, { occurred_at: later(order, n + 1), subject: `Mail ${n}` }),
  );
  await deliver(shop.direct, ...mails.map((one) => inbound('notification.email', one)));
  const items = await told(order);
  expect(items.length).toBeLessThanOrEqual(500);
  expect([items[0]?.type, items.at(-1)?.data]).toEqual(['order.created', mails.at(-1)!]);
});

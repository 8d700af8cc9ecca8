import { afterAll, beforeAll, expect, test } from 'bun:test';
import { orderUpdated } from '@ecomm/contracts/events';
import { OrderServiceService } from '@ecomm/contracts/rpc/orders';
import { ProductServiceClient } from '@ecomm/contracts/rpc/products';
import { consume } from '@ecomm/events/consume';
import { encode } from '@ecomm/events/envelope';
import { kafka } from '@ecomm/events/kafka';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { client } from '@ecomm/rpc/client';
import { serve } from '@ecomm/rpc/serve';
import { serviceDef } from '@ecomm/rpc/service';
import { Problem } from '@ecomm/runtime/problem';
import type { Part } from '@ecomm/runtime/run';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { until } from '@ecomm/testing/until';
import { expireReservations } from './expire-reservations.ts';
import { orders } from './orders.ts';
import { log, products, refusal, type Shop } from './products.fixture.ts';
import { publishStock } from './publish-stock.ts';
import type { OrderStatus } from './reservation.ts';
import { stockReturner } from './return-stock.ts';
import { rpc } from './rpc.ts';
import { subscriptions } from './subscriptions.ts';

// The service as main.ts puts it together, over real Kafka, Postgres and gRPC; orders is played by the test.

let shop: Shop;
const parts: Part[] = [];
const statuses = new Map<string, OrderStatus>();
const host = '127.0.0.1';
const bus = kafka({ name: 'products-test', brokers: testBrokers(), prefix: freshPrefix(), log });

const playedOrders = serve({
  host,
  port: 0,
  log,
  services: [
    serviceDef(OrderServiceService, {
      getOrder: ({ order_id: id }) => {
        const status = statuses.get(id);
        if (!status) throw new Problem(404, 'order.not_found', 'no such order');
        const rest = {
          user_id: 2,
          total_amount_cents: 1,
          currency: 'USD',
          items_count: 1,
          payment_method: 'card',
          sequence: 1,
          items: [],
          created_at: '',
        };
        return { id, status, ...rest };
      },
    }),
  ],
});
const start = async (...more: Part[]) => {
  for (const part of more) {
    parts.push(part);
    await part.start?.();
  }
};

beforeAll(async () => {
  shop = await products();
  const { db } = shop;
  await start(playedOrders);
  const port = orders({ urls: [`${host}:${playedOrders.port()}`], log });
  const returner = stockReturner({ db, log });
  const handlers = subscriptions({ log, returnSoon: returner.wake });
  await start(
    bus,
    relay({ db, bus, service: 'products', log }),
    consume({ bus, group: 'products-group', service: 'products', subscriptions: handlers, inbox: inboxOf(db), log }),
    port.part,
    returner,
    expireReservations({ db, orders: port, log }),
    publishStock({ db, log }),
  );
});
afterAll(async () => {
  for (const part of parts.toReversed()) await part.stop?.();
  await shop.close();
});

async function catalogue(ttlSeconds = 900) {
  const server = serve({ host, port: 0, log, services: rpc({ db: shop.db, ttlSeconds }) });
  await start(server);
  const calls = client(ProductServiceClient, { name: 'products', urls: [`${host}:${server.port()}`], log });
  parts.push({ name: 'client', stop: () => calls.close() });
  return calls;
}
const tell = (order_id: string, status: OrderStatus, sequence: number) => {
  const payload = {
    order_id,
    user_id: 2,
    amount: 1,
    status,
    previous_status: 'pending' as const,
    sequence,
    occurred_at: new Date().toISOString(),
  };
  const message = encode(orderUpdated, { id: Bun.randomUUIDv7(), payload });
  return until(() => bus.send([message]).then(() => true)); // a topic that was just made may have no leader yet
};

test('by gRPC: reserved with names and prices, short stock named, released, looked up', async () => {
  const calls = await catalogue();
  const { id: product_id } = await shop.make({ name: 'Mug', price: 18.5, sku: 'MUG-1' });
  const bare = await shop.make({ price: 3 });
  const order_id = Bun.randomUUIDv7();
  const items = [{ product_id, quantity: 2 }];
  const reserved = await calls.reserveStock({ order_id, items });
  expect(reserved).toMatchObject({
    order_id,
    lines: [{ product_id, name: 'Mug', sku: 'MUG-1', quantity: 2, unit_price_cents: 1850 }],
  });
  expect((await calls.reserveStock({ order_id, items })).lines).toEqual(reserved.lines);
  expect(
    await refusal(calls.reserveStock({ order_id: Bun.randomUUIDv7(), items: [{ product_id, quantity: 9 }] })),
  ).toMatchObject({
    status: 409,
    code: 'stock.insufficient',
    extra: { product_id, available: 8 },
  });
  expect(await calls.releaseStock({ order_id })).toEqual({ state: 'released' });
  const { products: found } = await calls.getProducts({ ids: [bare.id, product_id, 999, 2 ** 40] });
  expect(found).toEqual([
    {
      id: product_id,
      name: 'Mug',
      sku: 'MUG-1',
      unit_price_cents: 1850,
      stock_quantity: 10,
      image_url: undefined,
      is_active: true,
    },
    {
      id: bare.id,
      name: 'Thing',
      sku: undefined,
      unit_price_cents: 300,
      stock_quantity: 10,
      image_url: undefined,
      is_active: true,
    },
  ]);
});

test('by Kafka: a paid order keeps its stock, a failed one gives it back, each event twice', async () => {
  const calls = await catalogue();
  const { id: product_id } = await shop.make();
  const [paid, failed] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  for (const order_id of [paid, failed]) await calls.reserveStock({ order_id, items: [{ product_id, quantity: 3 }] });
  for (const sequence of [2, 2]) await Promise.all([tell(paid, 'paid', sequence), tell(failed, 'failed', sequence)]);
  await until(
    async () => (await shop.reservation(paid))?.state === 'confirmed' && (await shop.stock(product_id)) === 7,
    { timeoutMs: 15_000, what: 'both to be settled' },
  );
  expect(await shop.reservation(failed)).toMatchObject({ state: 'released', holds_stock: false });
  await until(
    async () => (await shop.events()).findLast(({ key }) => key === String(product_id))?.payload.stock_quantity === 7,
    { what: 'the last stock to be published' },
  );
});

test('by time: without an order the stock is back, with a pending one it expires, with a paid one it stays', async () => {
  const calls = await catalogue(1);
  const { id: product_id } = await shop.make();
  const [unknown, pending, paid] = [Bun.randomUUIDv7(), Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  statuses.set(pending, 'pending').set(paid, 'paid');
  for (const order_id of [unknown, pending, paid])
    await calls.reserveStock({ order_id, items: [{ product_id, quantity: 2 }] });
  expect(await shop.stock(product_id)).toBe(4);
  await until(async () => (await shop.stock(product_id)) === 8, {
    timeoutMs: 20_000,
    what: 'two reservations to run out',
  });
  const states = () =>
    Promise.all([unknown, pending, paid].map(async (order) => (await shop.reservation(order))?.state));
  await until(async () => (await states())[2] !== 'held', { timeoutMs: 15_000, what: 'the third to be looked at' });
  expect(await states()).toEqual(['released', 'expired', 'confirmed']);
});

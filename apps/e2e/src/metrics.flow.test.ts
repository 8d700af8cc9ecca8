import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { follow } from '@ecomm/testing/event-stream';
import { parseMetrics, sumOf, type Family } from '@ecomm/testing/prometheus-text';
import { until } from '@ecomm/testing/until';
import { readMetrics } from '@ecomm/tools/topology/read-metrics';
import { Kafka, logLevel } from 'kafkajs';
import { untilAtRest, untilSettled } from './audit.ts';
import { request, signUp, type Buyer, type Order } from './buyer.ts';
import { serviceNames, testShop, type ServiceName, type TestShop } from './shop.fixture.ts';

const placed = { paid: 3, failed: 2, cancelled: 1 };
const orders = placed.paid + placed.failed + placed.cancelled;
const street = 'Hidden Lane 7';

let shop: TestShop;
let buyer: Buyer;
/** What each service shows once all is settled. */
const shown = new Map<ServiceName, ReadonlyMap<string, Family>>();

const scrape = async (service: ServiceName): Promise<string> =>
  (await fetch(`http://localhost:${shop.env[`${service.toUpperCase()}_METRICS_PORT`]}/metrics`)).text();
const read = async (service: ServiceName): Promise<Map<string, Family>> => parseMetrics(await scrape(service));
const of = (service: ServiceName, name: string, labels: Record<string, string> = {}): number | undefined =>
  sumOf(shown.get(service)!, name, labels);

/** An order; one that was refused as the shop was not warm yet is asked for again under its key. */
function place(payment_method: string): Promise<Order> {
  const body = { items: [{ product_id: 1, quantity: 1 }], payment_method, shipping_address: street };
  const asked = { token: buyer.token, body, headers: { 'idempotency-key': crypto.randomUUID() } };
  return until(
    async () => {
      const { status, body: order } = await request<Order>(`${shop.url('orders')}/create`, asked);
      return status === 201 && order;
    },
    { timeoutMs: 20_000, what: 'an order' },
  );
}

/** Every service finds its database, its broker and those it asks. */
const untilWarm = async (): Promise<void> => {
  for (const service of serviceNames) {
    const isWell = async () => (await request<{ status: string }>(`${shop.url(service)}/health`)).body.status === 'ok';
    await until(isWell, { timeoutMs: 30_000, what: `${service} to be well` });
  }
};

const statusIs = (id: string, status: string): Promise<unknown> =>
  until(
    async () => (await request<Order>(`${shop.url('orders')}/${id}`, { token: buyer.token })).body.status === status,
    { timeoutMs: 20_000, what: status },
  );

/** A record that nobody can read. */
async function poison(): Promise<void> {
  const producer = new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: `${shop.prefix}order.created`, messages: [{ key: 'x', value: 'no json' }] });
  await producer.disconnect();
}

beforeAll(async () => {
  shop = await testShop();
  buyer = await signUp(shop);
  const methods = [
    ...Array<string>(placed.paid + placed.cancelled).fill('test_success'),
    'test_decline',
    'test_decline',
  ];
  await untilWarm();
  const all: Order[] = [];
  for (const method of methods) all.push(await place(method));
  await untilSettled(shop, 60_000);
  await request(`${shop.url('orders')}/${all[0]!.id}/cancel`, { method: 'POST', token: buyer.token });
  await statusIs(all[0]!.id, 'refunded');
  await untilAtRest(shop, 30_000);
  await poison();
  const buried = async () => sumOf(await read('payments'), 'ecomm_dead_letters_total');
  await until(async () => (await buried()) === 1, { timeoutMs: 20_000, what: 'a dead letter' });
  // What waits is counted twice a second at most: a gauge may show what was half a second ago.
  await until(async () => sumOf(await read('orders'), 'ecomm_outbox_rows') === 0, { timeoutMs: 5_000 });
  for (const service of serviceNames) shown.set(service, await read(service));
}, 120_000);
afterAll(() => shop?.close(), 30_000);

test('the services show what docs/metrics.md says, all of it and nothing else, under no other labels', async () => {
  const declared = new Map((await readMetrics()).map((metric) => [metric.name, metric]));
  const names = new Set([...shown.values()].flatMap((families) => [...families.keys()]));
  expect([...names].toSorted()).toEqual([...declared.keys()].toSorted());
  for (const families of shown.values())
    for (const [name, { type, help, samples }] of families) {
      const { kind, labels, help: said } = declared.get(name)!;
      expect([name, type, help]).toEqual([name, kind, said]);
      const found = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
      expect([...found].filter((label) => label !== 'le' && !labels.includes(label))).toEqual([]);
    }
});

describe('what was done is what is counted', () => {
  const created = { messaging_destination_name: 'order.created' };
  const reserve = { rpc_method: 'ecomm.products.ProductService/ReserveStock', rpc_response_status_code: 'OK' };
  const route = (method: string, path: string, status: string) => ({
    http_request_method: method,
    http_route: path,
    http_response_status_code: status,
  });

  test.each<[ServiceName, string, Record<string, string>, number]>([
    ['orders', 'http_server_request_duration_seconds_count', route('POST', '/create', '201'), orders],
    ['orders', 'http_server_request_duration_seconds_count', route('POST', '/:id/cancel', '200'), 1],
    ['users', 'http_server_request_duration_seconds_count', route('POST', '/auth/signup', '201'), 1],
    ['orders', 'messaging_client_sent_messages_total', created, orders],
    ['notifications', 'messaging_client_consumed_messages_total', created, orders + 1],
    ['payments', 'messaging_client_consumed_messages_total', created, orders + 1],
    ['payments', 'ecomm_dead_letters_total', created, 1],
    ['payments', 'ecomm_events_retried_total', created, 0],
    ['orders', 'ecomm_orders_placed_total', {}, orders],
    ['orders', 'ecomm_order_transitions_total', { status: 'paid' }, placed.paid + placed.cancelled],
    ['orders', 'ecomm_order_transitions_total', { status: 'failed' }, placed.failed],
    ['orders', 'ecomm_order_transitions_total', { status: 'cancelled' }, placed.cancelled],
    ['orders', 'ecomm_order_transitions_total', { status: 'refunded' }, placed.cancelled],
    ['payments', 'ecomm_charge_duration_seconds_count', { outcome: 'succeeded' }, placed.paid + placed.cancelled],
    ['payments', 'ecomm_charge_duration_seconds_count', { outcome: 'declined' }, placed.failed],
    ['orders', 'ecomm_breaker_state', { dependency: 'products' }, 0],
    ['orders', 'ecomm_retries_total', { dependency: 'products' }, 0],
    ['orders', 'ecomm_consumer_lag', { messaging_consumer_group_name: 'orders-group' }, 0],
    ['orders', 'ecomm_outbox_rows', {}, 0],
    ['orders', 'http_server_active_requests', {}, 0],
    ['orders', 'ecomm_event_streams_open', {}, 0],
  ])('%s: %s %j is %d', (service, name, labels, count) => {
    expect(of(service, name, labels)).toBe(count);
  });

  test('each order has asked products once, or again where it was refused at first', () => {
    const asked = of('orders', 'rpc_client_call_duration_seconds_count', { ...reserve, server_name: 'products' });
    expect(asked).toBeGreaterThanOrEqual(orders);
    expect(of('products', 'rpc_server_call_duration_seconds_count', reserve)).toBeGreaterThanOrEqual(asked!);
  });

  test('mails are as many as were sent, statements are named by what they do', async () => {
    const [sent] = await shop.sql('notifications')<{ n: number }[]>`
      select count(*)::int as n from notifications where status = 'sent'`;
    expect(of('notifications', 'ecomm_mails_total', { outcome: 'sent' })).toBe(sent!.n);
    const statements = shown.get('orders')!.get('db_client_operation_duration_seconds')!.samples;
    const summaries = new Set(statements.map(({ labels }) => labels.db_query_summary));
    expect([...summaries]).toContainEqual(expect.stringMatching(/INSERT orders/));
    expect(of('payments', 'messaging_process_duration_seconds_count', created)).toBeGreaterThanOrEqual(1);
  });
});

test('nothing personal and no id is in any of it', async () => {
  for (const service of serviceNames) {
    const text = await scrape(service);
    for (const hidden of [buyer.email, buyer.email.split('@')[0]!, street, buyer.token, '@'])
      expect(text).not.toContain(hidden);
    expect(text).not.toMatch(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}/);
  }
});

test('a thousand paths and ids that nobody made add no series', async () => {
  const url = shop.url('orders');
  const series = async () => [...(await read('orders')).values()].flatMap(({ samples }) => samples).length;
  const ask = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 2)
      await Promise.all([
        request(`${url}/${crypto.randomUUID()}`, { token: buyer.token }),
        request(`${url}/hostile/${crypto.randomUUID()}?x=${at}`),
      ]);
  };
  await ask(10);
  const before = await series();
  await ask(1_000);
  expect(await series()).toBe(before);
});

const promtool = Bun.which('promtool');
test.skipIf(!promtool)('promtool finds nothing wrong with it', async () => {
  for (const service of serviceNames) {
    const check = Bun.spawn([promtool!, 'check', 'metrics'], {
      stdin: new Blob([await scrape(service)]),
      stderr: 'pipe',
    });
    expect([await check.stderr.text(), await check.exited]).toEqual(['', 0]);
  }
});

test('what waits and what is open shows while it does', async () => {
  await shop.process('payments').stop();
  const { id } = await place('test_success');
  const stream = await fetch(`${shop.url('orders')}/${id}/events`, {
    headers: { authorization: `Bearer ${buyer.token}` },
  });
  const page = follow(stream);
  const shows = async (service: ServiceName, name: string, labels?: Record<string, string>) =>
    until(async () => sumOf(await read(service), name, labels) === 1, { timeoutMs: 30_000, what: name });
  await shows('orders', 'ecomm_event_streams_open');
  await shows('orders', 'ecomm_orders', { status: 'pending' });
  await shows('products', 'ecomm_stock_reservations_open');
  await page.leave();
  await until(async () => sumOf(await read('orders'), 'ecomm_event_streams_open') === 0);
}, 90_000);

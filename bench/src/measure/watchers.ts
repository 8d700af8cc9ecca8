import { until } from '@ecomm/tools/shop/until';
import { familyOf, processUsage, sumOf } from '@ecomm/tools/shop/process-usage';
import { Connections } from '../load/connections.ts';
import { openEventStream } from '../load/event-stream.ts';
import { post } from '../load/http-connection.ts';
import { placed } from '../load/placed.ts';
import { orderRequest } from '../load/requests.ts';
import { steadily } from '../load/steadily.ts';
import type { Bench } from '../open-bench.ts';
import { percentile } from '../report/figures.ts';
import type { Row } from '../report/row.ts';
import type { BenchShop } from '../shop/bench-shop.ts';
import { fillCatalogue, orderable } from '../shop/catalogue.ts';
import { customers } from '../shop/customers.ts';
import { untilSettled } from '../shop/pending.ts';

/** As many streams as one user may have. */
const streamsPerCustomer = 10;
const changesPerSecond = 50;
const arrivalMs = 10_000;

interface Watched {
  id: string;
  token: string;
}

/** Orders that are each watched by GET /:id/events: what a watcher costs, and how soon it hears that its order was cancelled. */
export async function measureWatchers(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  const { scale, say } = bench;
  const own = await bench.shop();
  await fillCatalogue(own.sql.products, orderable);
  const customersCount = Math.ceil(scale.watchers / streamsPerCustomer);
  const tokens = (await customers(bench, customersCount)).slice(0, customersCount);
  const connections = new Connections(own.ports.http.orders);
  cleanup.defer(() => connections.close());
  say(`watchers: ${scale.watchers} orders`);
  const watched = await placeWatched(own, connections, tokens, scale.watchers);

  say(`watchers: ${scale.watchers} streams`);
  const before = await memoryOfOrders(own);
  const cancelledAt = new Map<string, number>();
  let snapshots = 0;
  for (const { id, token } of watched) {
    const stream = await openEventStream({ port: own.ports.http.orders, path: `/${id}/events`, token }, (data) => {
      const { status } = JSON.parse(data) as { status: string };
      if (status === 'paid') snapshots++;
      else if (status === 'cancelled') cancelledAt.set(id, performance.now());
    });
    cleanup.defer(() => stream.close());
  }
  if (!(await until(async () => snapshots >= watched.length, arrivalMs)))
    throw new Error(`${watched.length - snapshots} watchers got no snapshot`);
  await Bun.sleep(scale.idleMs);
  const bytes = (await memoryOfOrders(own)) - before;

  const changed = watched.slice(0, scale.changes);
  say(`watchers: ${changed.length} orders change`);
  const { results } = await steadily({ perSecond: changesPerSecond, count: changed.length }, (turn) =>
    cancel(connections, changed[turn]!),
  );
  await until(async () => cancelledAt.size >= changed.length, arrivalMs);
  const times = changed.map(({ id }, at) => (cancelledAt.get(id) ?? Infinity) - results[at]!.askedAt);
  const answers = results.map(({ askedAt, answeredAt }) => answeredAt - askedAt);
  const among = `of ${watched.length} watchers`;
  const row = (name: string, share: number): Row => ({
    measure: `cancel → its watcher, one ${among}, ${name}`,
    value: percentile(times, share),
    unit: 'ms',
    note: `${times.length} changes; the answer to the cancel itself ${percentile(answers, share).toFixed(1)} ms`,
  });
  return [
    row('p50', 0.5),
    row('p99', 0.99),
    { measure: '  memory of orders for a watcher', value: bytes / 1_000 / watched.length, unit: 'kB', note: among },
  ];
}

/** Paid orders, ten a customer. */
async function placeWatched(own: BenchShop, connections: Connections, tokens: string[], count: number) {
  const watched: Watched[] = [];
  for (let turn = 0; watched.length < count; turn++) {
    const request = orderRequest({ tokens, products: orderable, withKey: true }, turn);
    watched.push({ id: placed(await connections.send(request)), token: tokens[turn % tokens.length]! });
  }
  if (!(await untilSettled(own))) throw new Error('orders were not paid in time');
  return watched;
}

async function cancel(connections: Connections, { id, token }: Watched) {
  const askedAt = performance.now();
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const { status, body } = await connections.send(post(`/${id}/cancel`, headers, ''));
  if (status !== 200) throw new Error(`a cancel was answered ${status} ${body.toString()}`);
  return { askedAt, answeredAt: performance.now() };
}

async function memoryOfOrders({ shop }: BenchShop): Promise<number> {
  const usage = await processUsage();
  return sumOf(familyOf(shop.process('orders').pid!, usage), usage, 'memoryBytes');
}

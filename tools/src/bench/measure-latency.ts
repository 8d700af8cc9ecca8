import type { Bench } from './bench.ts';
import { until } from '../shop/until.ts';
import { orderRequest, signUpBuyers, type Buyer } from './buyers.ts';
import { fillShelves } from './fill-shelves.ts';
import { percentile } from './figures.ts';
import { hearPaidOrders } from './paid-orders.ts';
import type { Row } from './row.ts';

const buyersCount = 40;
const warmUpMs = 4_000;
const settleMs = 15_000;

/**
 * From the start of POST /create at the client to the arrival of order.updated(paid) at a consumer of Kafka. Open loop:
 * orders are placed at a steady rate, however long the earlier ones take.
 */
export async function measureLatency(bench: Bench): Promise<Row[]> {
  const { shop, sql } = await bench.shop();
  await fillShelves(sql);
  bench.say(`${buyersCount} buyers sign up`);
  const buyers = await signUpBuyers(shop, buyersCount);
  const { at: paidAt } = await hearPaidOrders(shop, bench.cleanup);
  const forMs = bench.quick ? 8_000 : 20_000;

  /** Milliseconds to paid of each order; those not paid in time are infinitely late. */
  const times = async (perSecond: number, durationMs: number): Promise<number[]> => {
    const placed = await placeSteadily(`${shop.url('orders')}/create`, buyers, perSecond, durationMs);
    await until(async () => placed.every(({ id }) => paidAt.has(id)), settleMs);
    return placed.map(({ id, startedAt }) => (paidAt.get(id) ?? Infinity) - startedAt);
  };
  bench.say('order → paid: warming up');
  await times(20, warmUpMs);
  bench.say(`order → paid at 20/s for ${forMs / 1000} s`);
  const at20 = await times(20, forMs);
  bench.say(`order → paid at 50/s for ${forMs / 1000} s`);
  const at50 = await times(50, forMs);
  return [...rows(20, at20), ...rows(50, at50)];
}

const rows = (perSecond: number, times: readonly number[]): Row[] => {
  const row = (name: string, share: number, atMost: number): Row => ({
    measure: `order → paid at ${perSecond}/s, ${name}`,
    value: percentile(times, share),
    unit: 'ms',
    // The budgets are for the higher rate.
    ...(perSecond === 50 ? { atMost } : {}),
    note: `${times.length} orders`,
  });
  return [row('p50', 0.5, 40), row('p99', 0.99, 250)];
};

interface Placed {
  id: string;
  startedAt: number;
}

async function placeSteadily(
  url: string,
  buyers: readonly Buyer[],
  perSecond: number,
  forMs: number,
): Promise<Placed[]> {
  const count = Math.round((forMs / 1000) * perSecond);
  const begin = performance.now();
  const underWay: Promise<Placed>[] = [];
  for (let n = 0; n < count; n++) {
    const dueIn = begin + (n * 1000) / perSecond - performance.now();
    if (dueIn > 0) await Bun.sleep(dueIn);
    const placing = placeOrder(url, buyers[n % buyers.length]!);
    placing.catch(() => {}); // told below, when all were placed
    underWay.push(placing);
  }
  return Promise.all(underWay);
}

async function placeOrder(url: string, buyer: Buyer): Promise<Placed> {
  const startedAt = performance.now();
  const response = await fetch(url, { method: 'POST', ...orderRequest(buyer) });
  if (response.status !== 201) throw new Error(`an order was answered ${response.status} ${await response.text()}`);
  const { id } = (await response.json()) as { id: string };
  return { id, startedAt };
}

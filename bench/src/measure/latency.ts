import { until } from '@ecomm/tools/shop/until';
import { clientNote } from '../compare/compare.ts';
import { Connections } from '../load/connections.ts';
import { isRefusal, placed } from '../load/placed.ts';
import { orderRequest } from '../load/requests.ts';
import { steadily } from '../load/steadily.ts';
import type { Bench } from '../open-bench.ts';
import { percentile } from '../report/figures.ts';
import type { Row } from '../report/row.ts';
import { fillCatalogue, orderable } from '../shop/catalogue.ts';
import { customers } from '../shop/customers.ts';
import { hearPaidOrders } from '../shop/paid-orders.ts';

const warmUpPerSecond = 20;
const settleMs = 15_000;
/** The rate that the targets are for. */
const judgedRate = 50;

/**
 * From the start of POST /create at the client to the arrival of order.updated(paid) at a consumer of Kafka, at a steady
 * rate, charges taking no time.
 */
export async function measureLatency(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  const { scale, say } = bench;
  const { shop, ports, sql } = await bench.shop();
  await fillCatalogue(sql.products, orderable);
  const tokens = await customers(bench);
  const { at: paidAt } = await hearPaidOrders(shop, cleanup);
  const connections = new Connections(ports.http.orders);
  cleanup.defer(() => connections.close());

  const place = async (turn: number): Promise<Placed> => {
    const startedAt = performance.now();
    const answer = await connections.send(orderRequest({ tokens, products: orderable, withKey: true }, turn));
    return { id: isRefusal(answer) ? undefined : placed(answer), startedAt };
  };
  const timesAt = async (perSecond: number, forMs: number): Promise<Times> => {
    const count = Math.ceil((forMs / 1000) * perSecond);
    const { results, busy } = await steadily({ perSecond, count }, place);
    await until(async () => results.every(({ id }) => id === undefined || paidAt.has(id)), settleMs);
    return { perSecond, busy, ms: results.map(({ id = '', startedAt }) => (paidAt.get(id) ?? Infinity) - startedAt) };
  };

  say('order → paid: warming up');
  await timesAt(warmUpPerSecond, scale.warmUpMs);
  const rows: Row[] = [];
  for (const perSecond of scale.rates) {
    say(`order → paid at ${perSecond}/s for ${scale.rateMs / 1000} s`);
    rows.push(...latencyRows(await timesAt(perSecond, scale.rateMs)));
  }
  return rows;
}

interface Placed {
  /** None when it was refused. */
  id: string | undefined;
  startedAt: number;
}

interface Times {
  perSecond: number;
  busy: number;
  /** To paid, of each order; those refused, or not paid in time, are infinitely late. */
  ms: readonly number[];
}

const latencyRows = ({ perSecond, busy, ms }: Times): Row[] => {
  const never = ms.filter((time) => time === Infinity).length;
  const row = (name: string, share: number, atMost: number): Row => ({
    measure: `order → paid at ${perSecond}/s, ${name}`,
    value: percentile(ms, share),
    unit: 'ms',
    ...(perSecond === judgedRate ? { atMost } : {}),
    note: [`${ms.length} orders`, ...(never > 0 ? [`${never} REFUSED OR NOT PAID`] : []), ...clientNote([busy])].join(
      '; ',
    ),
  });
  return [row('p50', 0.5, 25), row('p99', 0.99, 150)];
};

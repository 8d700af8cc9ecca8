import { until } from '@ecomm/tools/shop/until';
import { clientNote } from '../compare/compare.ts';
import type { Bench } from '../open-bench.ts';
import { orderCost } from '../report/markdown.ts';
import type { Row } from '../report/row.ts';
import type { BenchShop } from '../shop/bench-shop.ts';
import { fillCatalogue, orderable } from '../shop/catalogue.ts';
import { cpuMeter } from '../shop/cpu-meter.ts';
import { customers } from '../shop/customers.ts';
import { lagMeter } from '../shop/lag.ts';
import { untilSettled } from '../shop/pending.ts';
import { measureMails } from './mails.ts';

const connections = 48;
const groups = ['orders-group', 'payments-group', 'products-group'];
const caughtUpMs = 60_000;

/** Orders a second all the way to paid, closed loop; what is still under way when the clients stop counts with its time. */
export async function measureSustained(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  const { scale, say } = bench;
  const own = await bench.shop();
  await fillCatalogue(own.sql.products, orderable);
  const tokens = await customers(bench);
  const requests = await bench.requests({ kind: 'orders', tokens, products: orderable, withKey: true });
  const place = (forMs: number) =>
    bench.load({ port: own.ports.http.orders, connections, forMs, requests, expected: 201, patient: true });
  const lag = await lagMeter(own.shop, groups, cleanup);

  say(`orders to paid: ${connections} clients, warming up`);
  await place(scale.warmUpMs);
  await untilSettled(own);
  say(`orders to paid: ${connections} clients for ${scale.sustainedMs / 1000} s`);
  const cpu = await cpuMeter(own.shop);
  const startedAt = new Date();
  const { answers, refused, busy } = await place(scale.sustainedMs);
  const stoppedAt = performance.now();
  say(`${answers} orders accepted; waiting until all are paid`);
  await untilSettled(own);
  const caughtUp = await until(async () => (await lag()) === 0, caughtUpMs);
  const lagSeconds = (performance.now() - stoppedAt) / 1000;
  const cpuRow = await cpu(orderCost, answers);
  const { paid, lastPaidAt } = await paidOrders(own, startedAt);
  const note = [
    `${paid} in ${scale.sustainedMs / 1000} s and the rest`,
    ...(refused ? [`${refused} asked to wait`] : []),
    ...(paid === answers ? [] : [`${answers - paid} NOT PAID`]),
    ...clientNote([busy]),
  ];
  const seconds = (lastPaidAt - startedAt.getTime()) / 1000;
  return [
    { measure: 'orders all the way to paid', value: paid / seconds, unit: '/s', atLeast: 300, note: note.join('; ') },
    {
      measure: '  lag back to 0 after the last',
      value: caughtUp ? lagSeconds : Number.NaN,
      unit: 's',
      atMost: 5,
      note: groups.join(', '),
    },
    cpuRow,
    await measureMails(bench, startedAt),
  ];
}

async function paidOrders({ sql }: BenchShop, since: Date): Promise<{ paid: number; lastPaidAt: number }> {
  const [row] = await sql.orders<{ paid: number; last: Date | null }[]>`
    select count(*)::int as paid, max(updated_at) as last from orders where status = 'paid' and created_at >= ${since}`;
  return { paid: row!.paid, lastPaidAt: row!.last?.getTime() ?? Number.NaN };
}

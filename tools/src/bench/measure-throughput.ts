import { until } from '../shop/until.ts';
import type { BenchShop } from './bench-shop.ts';
import type { Bench } from './bench.ts';
import { orderRequest, signUpBuyers, type Buyer } from './buyers.ts';
import { cpuMeter } from './cpu-meter.ts';
import { fillShelves } from './fill-shelves.ts';
import { HttpConnection, post } from './http-connection.ts';
import { lagMeter } from './lag.ts';
import { measureMails } from './measure-mails.ts';
import type { Row } from './row.ts';

const clients = 48;
const groups = ['orders-group', 'payments-group', 'products-group'];
const warmUpMs = 4_000;
const settleMs = 60_000;
/** A client that was told to wait. */
const pauseMs = 100;

/** Orders a second all the way to paid, closed loop; what is still under way when the clients stop counts with its time. */
export async function measureThroughput(bench: Bench): Promise<Row[]> {
  const { shop, ports, sql } = await bench.shop();
  await fillShelves(sql);
  const buyersCount = bench.quick ? 96 : 192;
  bench.say(`${buyersCount} buyers sign up`);
  const buyers = await signUpBuyers(shop, buyersCount);
  const lag = await lagMeter(shop, groups, bench.cleanup);
  const seconds = bench.quick ? 10 : 30;
  bench.say(`orders to paid: ${clients} clients, warming up`);
  await placeMany(ports.http.orders, buyers, warmUpMs);
  await until(async () => (await pendingOrders(sql)) === 0, settleMs);
  bench.say(`orders to paid: ${clients} clients for ${seconds} s`);
  const cpu = await cpuMeter(shop);
  const startedAt = new Date();
  const { accepted, refused } = await placeMany(ports.http.orders, buyers, seconds * 1000);
  const stoppedAt = performance.now();

  bench.say(`${accepted} orders accepted; waiting until all are paid`);
  await until(async () => (await pendingOrders(sql)) === 0, settleMs);
  const caughtUp = await until(async () => (await lag()) === 0, settleMs);
  const lagSeconds = (performance.now() - stoppedAt) / 1000;
  const cpuRow = await cpu('  processor time for an order', accepted);
  const { paid, lastPaidAt } = await paidOrders(sql, startedAt);
  const unpaid = accepted - paid;
  return [
    {
      measure: 'orders all the way to paid',
      value: paid / ((lastPaidAt - startedAt.getTime()) / 1000),
      unit: '/s',
      atLeast: 300,
      note: `${paid} in ${seconds} s and the rest${refused ? `; ${refused} asked to wait` : ''}${unpaid ? `; ${unpaid} NOT PAID` : ''}`,
    },
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

async function placeMany(port: number, buyers: readonly Buyer[], forMs: number) {
  const end = performance.now() + forMs;
  let [turn, accepted, refused] = [0, 0, 0];
  const client = async (): Promise<void> => {
    const connection = await HttpConnection.open(port);
    while (performance.now() < end) {
      const { headers, body } = orderRequest(buyers[turn++ % buyers.length]!);
      const answer = await connection.send(post('/create', headers, body));
      if (answer.status === 201) accepted++;
      else if (answer.status === 429 || answer.status === 503) {
        refused++;
        await Bun.sleep(pauseMs);
      } else throw new Error(`an order was answered ${answer.status} ${answer.body.toString()}`);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { accepted, refused };
}

async function pendingOrders({ orders }: BenchShop['sql']): Promise<number> {
  const [row] = await orders<{ count: number }[]>`select count(*)::int as count from orders where status = 'pending'`;
  return row!.count;
}

async function paidOrders({ orders }: BenchShop['sql'], since: Date): Promise<{ paid: number; lastPaidAt: number }> {
  const [row] = await orders<{ paid: number; last: Date | null }[]>`
    select count(*)::int as paid, max(updated_at) as last from orders where status = 'paid' and created_at >= ${since}`;
  return { paid: row!.paid, lastPaidAt: row!.last?.getTime() ?? Number.NaN };
}

import { until } from '@ecomm/tools/shop/until';
import type { Bench } from '../open-bench.ts';
import type { Row } from '../report/row.ts';
import { customers } from '../shop/customers.ts';
import { firstOrder } from '../shop/first-order.ts';
import { lagMeter } from '../shop/lag.ts';
import { idOf, multiply } from '../shop/multiply.ts';
import { publishPaid } from '../shop/publish-paid.ts';

const caughtUpMs = 300_000;
/** Of ids that nothing else here has. */
const space = '0c';
/** Each of them reads order.updated: products confirms a reservation by it, to the others `paid` is no news. */
const readers = ['products', 'payments', 'notifications'] as const;

/** Consumers that were away while events came: how fast each works off what it missed, its own start included. */
export async function measureCatchUp(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  const own = await bench.shop();
  const { shop, sql } = own;
  const count = bench.scale.catchUpEvents;
  const [token = ''] = await customers(bench, 1);
  const order = await firstOrder(own, token);
  bench.say(`catch-up: ${count.toLocaleString('en-US')} reserved orders`);
  const id = idOf(space);
  const copy = { where: `order_id = '${order}'`, from: 1, to: count };
  const held = {
    state: `'held'`,
    sequence: '1',
    look_at: `now() + interval '1 hour'`,
    expires_at: `now() + interval '1 hour'`,
  };
  await multiply(sql.products, { ...copy, table: 'reservations', differing: { order_id: id, ...held } });
  await multiply(sql.products, { ...copy, table: 'reservation_lines', differing: { order_id: id } });
  const orders = await sql.products<{ id: string }[]>`
    select order_id as id from reservations where order_id::text like ${`${space}%`}`;

  for (const service of readers) await shop.process(service).stop();
  bench.say(`catch-up: ${count.toLocaleString('en-US')} events are published`);
  await publishPaid(
    shop,
    orders.map((one) => one.id),
  );
  const rows: Row[] = [];
  for (const service of readers) {
    const group = `${service}-group`;
    const lag = await lagMeter(shop, [group], cleanup);
    const startedAt = performance.now();
    await shop.process(service).start();
    const caughtUp = await until(async () => (await lag()) === 0, caughtUpMs);
    const seconds = (performance.now() - startedAt) / 1000;
    bench.say(`catch-up: ${service} took ${seconds.toFixed(1)} s`);
    rows.push({
      measure: `catch-up after ${count.toLocaleString('en-US')} events: ${service}`,
      value: caughtUp ? count / seconds : Number.NaN,
      unit: '/s',
      note: service === 'products' ? 'each confirms a reservation' : 'none is news to it',
    });
  }
  const [left] = await sql.products<{ count: number }[]>`
    select count(*)::int as count from reservations where order_id::text like ${`${space}%`} and state <> 'confirmed'`;
  if (left!.count > 0) throw new Error(`${left!.count} reservations were not confirmed by their events`);
  return rows;
}

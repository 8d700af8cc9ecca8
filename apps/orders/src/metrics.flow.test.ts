import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { expose } from '@ecomm/runtime/metrics';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { cancelOrder } from './cancel-order.ts';
import { counting, watchOrders } from './metrics.ts';
import { admin, orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { settle } from './settle-order.ts';

let shop: Awaited<ReturnType<typeof orders>>;
beforeAll(async () => void (shop = await orders()));
afterAll(() => shop.close());

const count = async (name: string, labels: Record<string, string> = {}): Promise<number> =>
  sumOf(parseMetrics((await expose()).text), name, labels) ?? 0;
const came = (status: string): Promise<number> => count('ecomm_order_transitions_total', { status });

test('an order counts when it is accepted, and each status when it has committed; what is refused or absorbed does not', async () => {
  const before = await count('ecomm_orders_placed_total');
  const wish = { items: [{ product_id: 1, quantity: 1 }] };
  const [first, second] = [await placeOrder(shop.deps, 7, wish, 'key'), await placeOrder(shop.deps, 7, wish)] as {
    id: string;
  }[];
  await placeOrder(shop.deps, 7, wish, 'key');
  await placeOrder(shop.deps, 7, { items: [{ product_id: 404, quantity: 1 }] }).catch(() => undefined);
  expect(await count('ecomm_orders_placed_total')).toBe(before + 2);

  const outcome = { order_id: first!.id, user_id: 7, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 };
  const paid = await came('paid');
  const rolledBack = shop.db.transaction(async (tx) => {
    await settle(tx, 'paid', outcome);
    throw new Error('rolled back');
  });
  await rolledBack.catch(() => undefined);
  expect(await came('paid')).toBe(paid);
  for (let time = 0; time < 2; time += 1) await shop.db.transaction((tx) => settle(tx, 'paid', outcome));
  expect(await came('paid')).toBe(paid + 1);

  const cancelled = await came('cancelled');
  await cancelOrder(shop.deps, admin, second!.id);
  expect(await came('cancelled')).toBe(cancelled + 1);
});

test('pending orders are counted by their index, however many others there are, and not at each scrape', async () => {
  await placeOrder(shop.deps, 8, { items: [{ product_id: 1, quantity: 1 }] });
  const [{ n: pending } = { n: 0 }] = await runSql<{ n: number }>(
    shop.db,
    `select count(*)::int as n from orders where status = 'pending'`,
  );
  watchOrders(shop.db);
  expect(await count('ecomm_orders', { status: 'pending' })).toBe(pending);
  await placeOrder(shop.deps, 8, { items: [{ product_id: 1, quantity: 1 }] });
  expect(await count('ecomm_orders', { status: 'pending' })).toBe(pending);

  const plan = await shop.db.transaction(async (tx) => {
    await runSql(tx, 'set local enable_seqscan = off'); // of a small table it would read all
    return runSql<{ 'QUERY PLAN': string }>(tx, `explain ${counting}`);
  });
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index.* (on|using) orders_(pending|chased)/);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { expose } from '@ecomm/runtime/metrics';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { counting, watchReservations } from './metrics.ts';
import { products } from './products.fixture.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';

let shop: Awaited<ReturnType<typeof products>>;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());

test('reservations that are held are counted, by their index; one that was given back is not', async () => {
  const { id } = await shop.make();
  const [kept, released] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  for (const orderId of [kept, released])
    await reserveStock({ db: shop.db, ttlSeconds: 900 }, orderId, [{ product_id: id, quantity: 1 }]);
  await releaseStock({ db: shop.db }, released);
  watchReservations(shop.db);
  expect(sumOf(parseMetrics((await expose()).text), 'ecomm_stock_reservations_open')).toBe(1);
  const plan = await shop.db.transaction(async (tx) => {
    await runSql(tx, 'set local enable_seqscan = off'); // of a small table it would read all
    return runSql<{ 'QUERY PLAN': string }>(tx, `explain ${counting}`);
  });
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('reservations_to_look_at');
});

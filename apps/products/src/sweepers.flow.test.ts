import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Log } from '@ecomm/runtime/log';
import { until } from '@ecomm/testing/until';
import { expireDue } from './expire-reservations.ts';
import { log, products, type Shop } from './products.fixture.ts';
import { reserveStock } from './reserve-stock.ts';
import { stockReturner } from './return-stock.ts';

let shop: Shop;
const open: (() => unknown)[] = [];
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(() => shop.clear());
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A log that keeps what is told to an operator. */
function listening() {
  const said: unknown[][] = [];
  return {
    said,
    log: { ...log, info: (...line: unknown[]) => void said.push(line), debug: () => {} } as unknown as Log,
  };
}
async function held(stock_quantity = 10) {
  const { id: product_id } = await shop.make({ stock_quantity });
  const order = Bun.randomUUIDv7();
  await reserveStock({ db: shop.db, ttlSeconds: 900 }, order, [{ product_id, quantity: 1 }]);
  return { product_id, order };
}

test('what runs out is told in one line, with what became of how many', async () => {
  const fates = ['pending', 'pending', 'paid', 'failed', undefined, new Error('away')] as const;
  const orders = await Promise.all(fates.map(() => held()));
  await shop.rows('update reservations set expires_at = now(), look_at = now()');
  const find = async (id: string) => {
    const status = fates[orders.findIndex(({ order }) => order === id)];
    if (status instanceof Error) throw status;
    return status && { status, sequence: 1 };
  };
  const { said, log: heard } = listening();
  expect(await expireDue({ db: shop.db, log: heard, orders: { find } })).toBe(5);
  expect(said).toEqual([[{ expired: 2, confirmed: 1, released: 2, kept: 1 }, expect.any(String)]]);
  await expireDue({ db: shop.db, log: heard, orders: { find } });
  expect(said).toHaveLength(1);
});

test('stock that a crash left owing is put back and told of; what is put back when asked is not', async () => {
  const left = await held();
  const { said, log: heard } = listening();
  await shop.rows(`update reservations set state = 'released'`);
  const returner = stockReturner({ db: shop.db, log: heard });
  open.push(() => returner.stop?.());
  void returner.start?.();
  await until(() => said.length === 1);
  expect(said[0]![0]).toEqual({ orders: 1 });
  expect(await shop.stock(left.product_id)).toBe(10);
  await returner.stop?.();
  const asked = await held();
  await shop.rows(`update reservations set state = 'released' where order_id = $1`, [asked.order]);
  returner.wake(); // it has not started again, so that no look of its own comes before
  void returner.start?.();
  await until(async () => (await shop.stock(asked.product_id)) === 10);
  expect(said).toHaveLength(1);
});

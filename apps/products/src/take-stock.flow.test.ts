import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { until } from '@ecomm/testing/until';
import { products, type Shop } from './products.fixture.ts';
import { reserveStock } from './reserve-stock.ts';
import { takeTogether } from './take-stock.ts';

let shop: Shop;
let reserve: (orderId: string, product: number, quantity?: number, other?: number) => Promise<string>;
beforeAll(async () => {
  shop = await products();
  const deps = { db: shop.db, ttlSeconds: 900 };
  const take = takeTogether(deps);
  reserve = (orderId, product_id, quantity = 1, other) =>
    reserveStock({ ...deps, take }, orderId, [
      { product_id, quantity },
      ...(other ? [{ product_id: other, quantity: 1 }] : []),
    ]).then(
      () => 'sold',
      (error: { code: string }) => error.code,
    );
});
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const order = (): string => Bun.randomUUIDv7();

test('buyers of one product who come together are served by few statements, first come, first served', async () => {
  const { id } = await shop.make({ stock_quantity: 70 });
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => reserve(order(), id)));
  expect(outcomes.slice(0, 70)).toEqual(Array.from({ length: 70 }, () => 'sold'));
  expect(outcomes.slice(70)).toEqual(Array.from({ length: 30 }, () => 'stock.insufficient'));
  expect(await shop.stock(id)).toBe(0);
  // What one statement inserts has one time.
  const [statements] = await shop.rows<{ n: number }>('select count(distinct created_at)::int as n from reservations');
  expect(statements!.n).toBe(2);
});

test('who wants more than there is takes nothing from those behind', async () => {
  const { id } = await shop.make({ stock_quantity: 6 });
  const outcomes = await Promise.all([1, 50, 2, 9, 3].map((quantity) => reserve(order(), id, quantity)));
  expect(outcomes).toEqual(['sold', 'stock.insufficient', 'sold', 'stock.insufficient', 'sold']);
  expect(await shop.stock(id)).toBe(0);
});

test('where the server refuses some together, each is served alone', async () => {
  const { id } = await shop.make({ stock_quantity: 10 });
  const twice = order();
  const outcomes = await Promise.all([order(), twice, twice, order()].map((one) => reserve(one, id)));
  expect(outcomes).toEqual(['sold', 'sold', 'sold', 'sold']);
  expect(await shop.stock(id)).toBe(7);
});

/** Does this in a transaction that stays open until it is ended. */
async function open(text: string) {
  const end = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const transaction = shop.db.transaction(async (tx) => {
    await runSql(tx, text);
    done.resolve();
    await end.promise;
  });
  await done.promise;
  return async () => {
    end.resolve();
    await transaction;
  };
}

test('stock that comes back while many wait for its row is theirs', async () => {
  const { id } = await shop.make({ stock_quantity: 3 });
  const other = await shop.make();
  const letOther = await open(`select 1 from products where id = ${other.id} for update`);
  const restock = await open(`update products set stock_quantity = 40 where id = ${id}`);
  const first = reserve(order(), other.id);
  await until(async () => (await shop.waiting()) === 1);
  // They want both, and so wait here for the first, and then in the database for the restock.
  const rest = Array.from({ length: 9 }, () => reserve(order(), id, 1, other.id));
  await letOther();
  await first;
  await until(async () => (await shop.waiting()) === 1);
  await restock();
  expect(await Promise.all(rest)).toEqual(Array.from({ length: 9 }, () => 'sold'));
  expect(await shop.stock(id)).toBe(31);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { until } from '@ecomm/testing/until';
import { products, type Shop } from './products.fixture.ts';
import { publishDueStock } from './publish-stock.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { updateProduct } from './update-product.ts';

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const buy = async (product_id: number): Promise<string> => {
  const order = Bun.randomUUIDv7();
  await reserveStock({ db: shop.db, ttlSeconds: 900 }, order, [{ product_id, quantity: 1 }]);
  return order;
};
const published = async () =>
  (await shop.events()).filter(({ type }) => type === 'product.updated').map(({ payload }) => payload);
const aSecondPasses = () =>
  shop.rows(`update products set stock_published_at = stock_published_at - interval '1 second'`);

test('many changes within a second are one event, with the last value', async () => {
  const { id } = await shop.make();
  await aSecondPasses();
  const [order] = await Promise.all([buy(id), buy(id), buy(id)]);
  expect(await publishDueStock(shop.db)).toBe(1);
  expect(await published()).toMatchObject([{ product_id: id, stock_quantity: 7, changed: ['stock_quantity'] }]);
  await releaseStock(shop, order);
  expect(await publishDueStock(shop.db)).toBe(0);
  await aSecondPasses();
  expect(await publishDueStock(shop.db)).toBe(1);
  expect((await published()).at(-1)).toMatchObject({ stock_quantity: 8 });
  await aSecondPasses();
  expect(await publishDueStock(shop.db)).toBe(0);
});

test('copies that look at once publish each product once', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, async () => (await shop.make()).id));
  await aSecondPasses();
  await Promise.all(ids.map(buy));
  const counts = await Promise.all([publishDueStock(shop.db), publishDueStock(shop.db), publishDueStock(shop.db)]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(12);
  expect(new Set((await published()).map(({ product_id }) => product_id))).toEqual(new Set<unknown>(ids));
});

test('a product that is being bought right now is waited for, and then has its last value', async () => {
  const { id } = await shop.make();
  await buy(id);
  await aSecondPasses();
  const { promise: bought, resolve: commit } = Promise.withResolvers<void>();
  const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
  const buying = shop.db.transaction(async (tx) => {
    await runSql(tx, 'update products set stock_quantity = 3 where id = $1', [id]);
    isLocked();
    await bought;
  });
  await locked;
  const publishing = publishDueStock(shop.db);
  await until(async () => (await shop.waiting()) === 1, { what: 'the publisher to wait' });
  commit();
  await buying;
  expect(await publishing).toBe(1);
  expect(await published()).toMatchObject([{ stock_quantity: 3 }]);
});

test("an admin's change of the stock is told by its own event alone", async () => {
  const { id } = await shop.make();
  await aSecondPasses();
  await buy(id);
  await updateProduct(shop, id, { stock_quantity: 50 });
  await aSecondPasses();
  expect(await publishDueStock(shop.db)).toBe(0);
  expect(await published()).toMatchObject([{ stock_quantity: 50, changed: ['stock_quantity'] }]);
});

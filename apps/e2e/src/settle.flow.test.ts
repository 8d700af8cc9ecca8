import { afterAll, beforeAll, expect, test } from 'bun:test';
import { audit, stockOf, untilSettled, untilStockIsFree } from './audit.ts';
import { buy, signUp, type Order } from './buyer.ts';
import { testShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
beforeAll(
  async () =>
    void (shop = await testShop({ copies: { users: 2, products: 2, orders: 3, payments: 3, notifications: 2 } })),
  60_000,
);
afterAll(() => shop?.close(), 30_000);

test('100 orders over two and three copies of each service: about one in six fails, each is settled within 15 s, and money, stock, events and mails agree', async () => {
  const stock = await stockOf(shop);
  const buyers = await Promise.all(Array.from({ length: 10 }, () => signUp(shop)));
  const accepted: Order[] = [];
  await Promise.all(
    buyers.map(async (buyer, n) => {
      for (let i = 0; i < 10; i += 1)
        accepted.push(
          await buy(shop, buyer, [
            { product_id: 1 + ((n + i) % 20), quantity: 1 + (i % 3) },
            { product_id: 1, quantity: 1 },
          ]),
        );
    }),
  );
  await untilSettled(shop, 15_000);
  await untilStockIsFree(shop, 5_000);
  expect(await audit(shop, accepted, stock)).toEqual([]);
  const [row] = await shop.sql('orders')<
    { failed: number }[]
  >`select count(*)::int as failed from orders where status = 'failed'`;
  expect(row!.failed).toBeWithin(3, 36); // 1/6 of 100 with a chance of error below 1 in 100,000
}, 60_000);

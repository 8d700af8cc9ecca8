import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { audit, stockOf, untilSettled, untilStockIsFree } from './audit.ts';
import { buy, signUp, type Order } from './buyer.ts';
import { serviceNames, testShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await testShop({ env: { RESERVATION_TTL: '20' } })), 60_000);
afterAll(() => shop?.close(), 30_000);

test('kill -9 of each service in turn while orders come in: it is started again, and every order is settled within 30 s', async () => {
  const stock = await stockOf(shop);
  const buyers = await Promise.all(Array.from({ length: 8 }, () => signUp(shop)));
  const accepted: Order[] = [];
  let killing = true;
  const shopping = buyers.map(async (buyer, n) => {
    while (killing) accepted.push(await buy(shop, buyer, [{ product_id: 1 + n, quantity: 1 }]));
  });
  for (const service of serviceNames) {
    const before = accepted.length;
    shop.process(service).kill();
    await shop.process(service).untilReady();
    await until(() => accepted.length >= before + 10, { what: 'orders between two kills', timeoutMs: 30_000 });
  }
  killing = false;
  await Promise.all(shopping);
  await untilSettled(shop, 30_000);
  await untilStockIsFree(shop, 60_000);
  expect(accepted.length).toBeGreaterThanOrEqual(50);
  for (const service of serviceNames) expect(shop.process(service).restarts).toBe(1);
  expect(await audit(shop, accepted, stock)).toEqual([]);
}, 120_000);

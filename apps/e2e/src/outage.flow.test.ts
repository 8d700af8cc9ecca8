import { afterAll, beforeAll, expect, test } from 'bun:test';
import { audit, stockOf, untilSettled, untilStockIsFree } from './audit.ts';
import { buy, signUp, type Buyer, type Order } from './buyer.ts';
import { testShop, type TestShop } from './shop.fixture.ts';

const outageMs = Number(process.env.OUTAGE_SECONDS ?? 10) * 1_000;

let shop: TestShop;
let buyers: Buyer[];
const accepted: Order[] = [];
let stock: ReadonlyMap<number, number>;
beforeAll(async () => {
  shop = await testShop({ own: true, env: { RESERVATION_TTL: '20' } });
  stock = await stockOf(shop);
  buyers = await Promise.all(Array.from({ length: 6 }, () => signUp(shop)));
}, 120_000);
afterAll(() => shop?.close(), 60_000);

/** Orders come in before, during and after `outage`, until every buyer has had one accepted after it. */
async function shopDuring(outage: () => Promise<void>): Promise<void> {
  let over = false;
  const shopping = buyers.map(async (buyer, n) => {
    for (let last = false; !last;) {
      last = over;
      // The pace keeps a buyer below the cap on pending orders while nothing is charged.
      accepted.push(await buy(shop, buyer, [{ product_id: 1 + n, quantity: 1 }], outageMs + 60_000));
      await Bun.sleep(outageMs / 15);
    }
  });
  await outage();
  over = true;
  await Promise.all(shopping);
}

async function withoutFor(name: 'postgres' | 'kafka', ms: number): Promise<void> {
  const server = shop.process(name);
  await server.stop();
  await Bun.sleep(ms);
  await server.start();
}

test('Kafka is away: orders are accepted all the while, and settled when it is back; nothing is a dead letter', async () => {
  const before = accepted.length;
  let during = 0;
  await shopDuring(async () => {
    await withoutFor('kafka', outageMs);
    during = accepted.length - before;
  });
  expect(during).toBeGreaterThan(buyers.length);
  await untilSettled(shop, 60_000);
  await untilStockIsFree(shop, 60_000);
  expect(await audit(shop, accepted, stock)).toEqual([]);
}, 180_000);

test('Postgres is away: what was accepted is settled when it is back, nothing is lost and nothing is a dead letter', async () => {
  await shopDuring(() => withoutFor('postgres', outageMs));
  await untilSettled(shop, 60_000);
  await untilStockIsFree(shop, 60_000);
  expect(await audit(shop, accepted, stock)).toEqual([]);
}, 180_000);

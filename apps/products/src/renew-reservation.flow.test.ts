import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { expireDue } from './expire-reservations.ts';
import { log, products, refusal, type Shop } from './products.fixture.ts';
import { reserveStock } from './reserve-stock.ts';

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const reserve = (orderId: string, product_id: number) =>
  reserveStock({ db: shop.db, ttlSeconds: 900 }, orderId, [{ product_id, quantity: 2 }]);
const lapse = () => shop.rows(`update reservations set expires_at = now() - interval '1 second', look_at = now()`);
/** Of orders that nobody knows. */
const expire = (find: () => Promise<undefined> = async () => {}) => expireDue({ db: shop.db, log, orders: { find } });

test('asked again, a reservation that is about to lapse is held for its whole time from now', async () => {
  const { id: product } = await shop.make();
  const id = Bun.randomUUIDv7();
  await reserve(id, product);
  await lapse();
  const { expires_at } = await reserve(id, product);
  expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(890_000);
  expect(await expire()).toBe(0);
  expect([await shop.stock(product), (await shop.reservation(id))?.state]).toEqual([8, 'held']);
});

test('what is asked again while its order is looked up is not given back', async () => {
  const { id: product } = await shop.make();
  const id = Bun.randomUUIDv7();
  await reserve(id, product);
  await lapse();
  const find = async () => void (await reserve(id, product));
  expect(await expire(find)).toBe(0);
  expect([await shop.stock(product), (await shop.reservation(id))?.state]).toEqual([8, 'held']);
});

test('asked again after it lapsed it is refused, and asked again after it was sold it is not touched', async () => {
  const { id: product } = await shop.make();
  const [lapsed, sold] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  await reserve(lapsed, product);
  await lapse();
  await expire();
  expect(await refusal(reserve(lapsed, product))).toMatchObject({ code: 'stock.reservation_released' });
  const { expires_at } = await reserve(sold, product);
  await shop.rows(`update reservations set state = 'confirmed' where state = 'held'`);
  expect(await reserve(sold, product)).toMatchObject({ expires_at });
  expect(await shop.stock(product)).toBe(8);
});

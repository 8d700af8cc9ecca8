import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { products, refusal, type Shop } from './products.fixture.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { takeTogether, type TakeStock } from './take-stock.ts';

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const order = (): string => Bun.randomUUIDv7();
const reserving =
  (take?: TakeStock) =>
  (orderId: string, ...wishes: [id: number, quantity: number][]) =>
    reserveStock(
      { db: shop.db, ttlSeconds: 900, ...(take ? { take } : {}) },
      orderId,
      wishes.map(([product_id, quantity]) => ({ product_id, quantity })),
    );
const reserve = reserving();
const ways = ['alone', 'together'] as const;
const reservingBy = (way: (typeof ways)[number]) =>
  reserving(way === 'together' ? takeTogether({ db: shop.db, ttlSeconds: 900 }) : undefined);

test("a reservation takes its units off the shelf and answers the catalogue's names and prices", async () => {
  const mug = await shop.make({ name: 'Mug', price: 18.5, sku: 'MUG-1' });
  const lamp = await shop.make({ name: 'Lamp', price: 64 });
  const id = order();
  const { lines, expires_at } = await reserve(id, [lamp.id, 1], [mug.id, 2], [mug.id, 1]);
  expect(lines).toEqual([
    { product_id: mug.id, quantity: 3, name: 'Mug', sku: 'MUG-1', price_cents: 1850 },
    { product_id: lamp.id, quantity: 1, name: 'Lamp', sku: null, price_cents: 6400 },
  ]);
  const leftSeconds = (Date.parse(expires_at) - Date.now()) / 1000;
  expect(leftSeconds).toBeGreaterThan(890);
  expect(leftSeconds).toBeLessThan(910);
  expect([await shop.stock(mug.id), await shop.stock(lamp.id)]).toEqual([7, 9]);
  expect(await shop.reservation(id)).toEqual({ state: 'held', holds_stock: true, sequence: 0 });
});

test('the same order again gets the same answer and takes nothing more, also when the price has changed or nothing is left', async () => {
  const { id: product } = await shop.make({ price: 5, stock_quantity: 2 });
  const id = order();
  const first = await reserve(id, [product, 2]);
  await shop.rows('update products set price_cents = 9999');
  expect((await reserve(id, [product, 2])).lines).toEqual(first.lines);
  expect(await shop.stock(product)).toBe(0);
  expect(await refusal(reserve(id, [product, 1]))).toMatchObject({ status: 409, code: 'stock.reservation_mismatch' });
});

test('all or nothing: one short line takes none of the others', async () => {
  const plenty = await shop.make();
  const scarce = await shop.make({ stock_quantity: 1 });
  const id = order();
  expect(await refusal(reserve(id, [plenty.id, 1], [scarce.id, 2]))).toMatchObject({
    status: 409,
    code: 'stock.insufficient',
    extra: { product_id: scarce.id, available: 1 },
  });
  expect([await shop.stock(plenty.id), await shop.stock(scarce.id)]).toEqual([10, 1]);
  expect(await shop.reservation(id)).toBeUndefined();
});

test('an unknown and an inactive product are named: 404', async () => {
  const { id: active } = await shop.make();
  const { id: inactive } = await shop.make({ is_active: false });
  for (const id of [inactive, 999, 2 ** 40])
    expect(await refusal(reserve(order(), [active, 1], [id, 1]))).toMatchObject({
      status: 404,
      code: 'product.not_found',
      extra: { product_id: id },
    });
  expect(await shop.stock(active)).toBe(10);
});

test.each([
  ['no line', order(), []],
  ['no unit', order(), [[1, 0]]],
  ['half a unit', order(), [[1, 0.5]]],
  [
    'too many units',
    order(),
    [
      [1, 600],
      [1, 600],
    ],
  ],
  ['no order id', "x'; drop table products; --", [[1, 1]]],
  ['51 lines', order(), Array.from({ length: 51 }, (_, id) => [id + 1, 1])],
] as [string, string, [number, number][]][])('%s is 422', async (_, id, wishes) => {
  expect(await refusal(reserve(id, ...wishes))).toMatchObject({ status: 422, code: 'request.invalid' });
});

test('released stock is back at once, once, and a late reservation of that order is refused', async () => {
  const { id: product } = await shop.make();
  const id = order();
  await reserve(id, [product, 4]);
  expect(await releaseStock(shop, id)).toBe('released');
  expect(await shop.stock(product)).toBe(10);
  expect(await releaseStock(shop, id)).toBe('released');
  expect(await shop.stock(product)).toBe(10);
  expect(await refusal(reserve(id, [product, 4]))).toMatchObject({ status: 409, code: 'stock.reservation_released' });
});

test('an order given up before its reservation comes gets none', async () => {
  const { id: product } = await shop.make();
  const id = order();
  expect(await releaseStock(shop, id)).toBe('released');
  expect(await refusal(reserve(id, [product, 1]))).toMatchObject({ code: 'stock.reservation_released' });
  expect(await shop.stock(product)).toBe(10);
});

test('what is sold is not given back by a late release', async () => {
  const { id: product } = await shop.make();
  const id = order();
  await reserve(id, [product, 1]);
  await shop.rows(`update reservations set state = 'confirmed'`);
  expect(await releaseStock(shop, id)).toBe('confirmed');
  expect(await shop.stock(product)).toBe(9);
});

test.each(ways)('the last units, taken %s, go to exactly as many buyers, and stock never goes below 0', async (way) => {
  const reserve = reservingBy(way);
  const { id: product } = await shop.make({ stock_quantity: 30 });
  const buyers = Array.from({ length: 120 }, () =>
    reserve(order(), [product, 1]).then(
      () => 'sold',
      (error: { code: string }) => error.code,
    ),
  );
  const outcomes = Object.groupBy(await Promise.all(buyers), (outcome) => outcome);
  expect(outcomes.sold).toHaveLength(30);
  expect(outcomes['stock.insufficient']).toHaveLength(90);
  expect(await shop.stock(product)).toBe(0);
});

test.each(ways)(
  'orders of the same products, taken %s, repeated and released, lose and invent nothing',
  async (way) => {
    const reserve = reservingBy(way);
    const ids = [
      (await shop.make({ stock_quantity: 40 })).id,
      (await shop.make({ stock_quantity: 40 })).id,
      (await shop.make({ stock_quantity: 40 })).id,
    ];
    const [a, b, c] = ids as [number, number, number];
    const baskets: [number, number][][] = [
      [
        [a, 1],
        [b, 2],
      ],
      [
        [b, 1],
        [a, 1],
      ],
      [
        [c, 2],
        [a, 1],
      ],
      [
        [b, 1],
        [c, 1],
        [a, 1],
      ],
    ];
    const work = Array.from({ length: 80 }, async (_, at) => {
      const id = order();
      const basket = baskets[at % baskets.length]!;
      const twice = await Promise.allSettled([
        reserve(id, ...basket),
        reserve(id, ...basket),
        ...(at % 3 === 0 ? [releaseStock(shop, id)] : []),
      ]);
      for (const { reason } of twice.filter((one) => one.status === 'rejected'))
        expect(['stock.insufficient', 'stock.reservation_released']).toContain((reason as { code: string }).code);
    });
    await Promise.all(work);
    const held = await shop.rows<{ product_id: number; left: number; held: number }>(`
    select p.id as product_id, p.stock_quantity as left, coalesce(sum(l.quantity) filter (where r.holds_stock), 0)::int as held
    from products p left join reservation_lines l on l.product_id = p.id left join reservations r using (order_id)
    group by p.id order by p.id`);
    for (const { left, held: taken } of held) expect(left + taken).toBe(40);
    const owing = await shop.rows(`select 1 from reservations where holds_stock and state = 'released'`);
    expect(owing).toEqual([]);
  },
);

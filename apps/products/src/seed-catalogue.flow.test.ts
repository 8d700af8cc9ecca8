import { afterAll, beforeAll, expect, test } from 'bun:test';
import { demoCatalogue } from './demo-catalogue.ts';
import { json, products, server, type Ask, type Shop } from './products.fixture.ts';
import { seedCatalogue } from './seed-catalogue.ts';

let shop: Shop;
let ask: Ask;
beforeAll(async () => {
  shop = await products();
  ask = await server(shop);
});
afterAll(() => shop.close());

test('a new shop has its demo products, once, however many seed it', async () => {
  const made = await Promise.all([seedCatalogue(shop.db), seedCatalogue(shop.db)]);
  expect(made.toSorted((a, b) => a - b)).toEqual([0, demoCatalogue.length]);
  expect(demoCatalogue.length).toBeGreaterThanOrEqual(24);
  const { items } = await json<{ items: { id: number; sku: string; image_url: string }[] }>(
    ask('nobody', 'GET', '/list?limit=100'),
  );
  expect(items.map(({ id }) => id).toReversed()).toEqual(demoCatalogue.map((_, at) => at + 1));
  expect(new Set(items.map(({ image_url }) => image_url)).size).toBe(demoCatalogue.length);
  expect(items.map(({ sku }) => sku)).not.toContain('LAPTOP-001');
  const events = await shop.events();
  expect(events.map(({ type, key }) => `${type} ${key}`)).toEqual(
    demoCatalogue.map((_, at) => `product.created ${at + 1}`),
  );
  expect(events[0]!.payload).toMatchObject({ image_url: items.at(-1)!.image_url });
});

test('product 1 costs 99.99 and there is plenty of it; its picture is served', async () => {
  const product = await json(ask('nobody', 'GET', '/1'));
  expect(product).toMatchObject({ price: 99.99, stock_quantity: 1000 });
  const picture = await ask('nobody', 'GET', product.image_url!);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
});

test('the next product follows the demo ones, and the tour can make its laptop', async () => {
  expect(
    await json(ask('admin', 'POST', '/', { body: { name: 'Laptop', price: 999.99, sku: 'LAPTOP-001' } })),
  ).toMatchObject({
    id: demoCatalogue.length + 1,
  });
});

test('no two demo products look alike', () => {
  const looks = demoCatalogue.map(({ shape, main, accent, background }) => [shape, main, accent, background].join());
  expect(new Set(looks).size).toBe(looks.length);
});

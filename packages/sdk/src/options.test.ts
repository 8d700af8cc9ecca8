import { expect, test } from 'bun:test';
import { json, shopOf } from './answers.fixture.ts';
import type { ShopOptions } from './shop.ts';

const urlsOf = async (options: ShopOptions): Promise<string[]> => {
  const { shop, sent } = shopOf(() => json({ items: [], next_cursor: null }), options);
  await shop.products.list({ limit: 5, in_stock: true, q: 'a&b' });
  await shop.orders.get('o1');
  return sent.map(({ url }) => url.href);
};

test('with nothing given it is the shop on this machine; query values are encoded, absent ones left out', async () => {
  expect(await urlsOf({})).toEqual([
    'http://localhost:3002/list?limit=5&in_stock=true&q=a%26b',
    'http://localhost:3003/o1',
  ]);
});

test('a gateway has the service first in its path; single services may be elsewhere', async () => {
  expect(
    await urlsOf({ baseUrl: 'https://shop.example.com/api/', urls: { orders: 'https://orders.example.com' } }),
  ).toEqual([
    'https://shop.example.com/api/products/list?limit=5&in_stock=true&q=a%26b',
    'https://orders.example.com/o1',
  ]);
});

test("a page finds a product's picture by the service that has it", () => {
  const { shop } = shopOf(() => json({}), { baseUrl: 'https://shop.example.com' });
  expect(shop.products.imageUrl({ image_url: '/images/a.png' })).toBe('https://shop.example.com/products/images/a.png');
  expect(shop.products.imageUrl({ image_url: null })).toBeNull();
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ProductPage } from '@ecomm/contracts/http/products';
import { json, products, server, type Ask, type Shop } from './products.fixture.ts';
import { wordsOf } from './list-products.ts';

let shop: Shop;
let ask: Ask;
beforeAll(async () => {
  shop = await products();
  ask = await server(shop);
  const names = [
    'walnut Desk',
    'Oak desk',
    '100% cotton',
    'Mug_blue',
    'Mugxblue',
    'Back\\slash',
    '名'.repeat(255),
    'éclair',
    'Zebra',
    'apple',
  ];
  for (const [at, name] of names.entries())
    await shop.make({
      name,
      price: (at % 4) + 0.99,
      stock_quantity: at % 3,
      sku: `SKU-${at}`,
      description: at === 8 ? 'striped\nanimal' : null,
    });
  await shop.make({ name: 'Hidden desk', is_active: false });
});
afterAll(() => shop.close());

const list = async (query = '') => {
  const response = await ask('nobody', 'GET', `/list${query}`);
  expect(response.status).toBe(200);
  return json<ProductPage>(response);
};
const names = async (query: string) => (await list(query)).items.map(({ name }) => name.slice(0, 12));

async function everyPage(query: string): Promise<ProductPage['items']> {
  const items: ProductPage['items'] = [];
  let cursor: string | null = '';
  do {
    const page: ProductPage = await list(`?limit=3&${query}${cursor && `&cursor=${cursor}`}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

test.each(['newest', 'price_asc', 'price_desc', 'name'] as const)(
  'pages by %s hold every product once, in order',
  async (sort) => {
    const items = await everyPage(`sort=${sort}`);
    expect(items.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(items).toEqual((await list(`?limit=100&sort=${sort}`)).items);
    const keys = {
      newest: items.map(({ id }) => -id),
      price_asc: items.map(({ price }) => price),
      price_desc: items.map(({ price }) => -price),
    };
    if (sort !== 'name') {
      const given = keys[sort];
      expect(given).toEqual(given.toSorted((a, b) => a - b));
    } else
      expect(items.slice(0, 5).map(({ name }) => name)).toEqual([
        '100% cotton',
        'apple',
        'Back\\slash',
        'Mug_blue',
        'Mugxblue',
      ]);
  },
);

test('a product that comes in between pages is not shown twice, nor another left out', async () => {
  const first = await list('?limit=2&sort=newest');
  const { id } = await shop.make({ name: 'Late' });
  const second = await list(`?limit=2&sort=newest&cursor=${first.next_cursor}`);
  expect([...first.items, ...second.items].map((item) => item.id)).toEqual([10, 9, 8, 7]);
  await shop.rows('delete from products where id = $1', [id]);
});

test.each([
  ['desk', ['Oak desk', 'walnut Desk']],
  ['desk walnut', ['walnut Desk']],
  ['  DESK  ', ['Oak desk', 'walnut Desk']],
  ['sku-2', ['100% cotton']],
  ['animal', ['Zebra']],
  ['striped animal', ['Zebra']],
  ['0%', ['100% cotton']],
  ['%', ['100% cotton']],
  ['_', ['Mug_blue']],
  ['mug_blue', ['Mug_blue']],
  ['\\', ['Back\\slash']],
  ['zebra striped sku-8', ['Zebra']],
  ["'; drop table products; --", []],
  ['(a+)+$', []],
])('q %p finds %j', async (q, expected) => {
  expect(await names(`?q=${encodeURIComponent(q)}`)).toEqual(expected);
});

test('wildcards mean themselves, the longest word comes first', () => {
  expect(wordsOf(String.raw`a 50%_\ `)).toEqual([String.raw`%50\%\_\\%`, '%a%']);
});

test('prices and stock narrow the list, together with all else', async () => {
  expect(
    (await list('?min_price=1.99&max_price=2.99')).items.every(({ price }) => price === 1.99 || price === 2.99),
  ).toBe(true);
  expect((await list('?in_stock=true')).items.every(({ stock_quantity }) => stock_quantity > 0)).toBe(true);
  expect((await list('?in_stock=false')).items.map(({ id }) => id)).toEqual([10, 7, 4, 1]);
  expect((await everyPage('in_stock=false&sort=price_asc&max_price=3')).map(({ id }) => id)).toEqual([1, 10, 7]);
});

test('a page says whether there is more', async () => {
  expect((await list('?limit=10')).next_cursor).toBeNull();
  expect((await list('?limit=9')).next_cursor).toBeString();
  expect((await list('?q=nothing%20like%20it')).items).toEqual([]);
});

const forged = (keyset: unknown): string => Buffer.from(JSON.stringify(keyset)).toString('base64url');

test.each([
  ['noise', 'abc'],
  ['another sort', forged(['price_asc', 99, 1])],
  ['SQL', forged(['newest', null, '1; drop table products'])],
  ['too long', forged(['newest', null, 1, 2])],
  ['an object', forged({ id: 1 })],
  ['a huge id', forged(['newest', null, 1e15])],
  ['empty', ''],
])('a cursor with %s is 400', async (_, cursor) => {
  const response = await ask('nobody', 'GET', `/list?cursor=${encodeURIComponent(cursor)}`);
  expect(response.status).toBe(400);
  expect(await json<object>(response)).toMatchObject({ code: 'cursor.invalid' });
});

test('a NUL in a forged name is 400', async () => {
  expect((await ask('nobody', 'GET', `/list?sort=name&cursor=${forged(['name', 'a\0', 1])}`)).status).toBe(400);
});

test.each([
  'limit=0',
  'limit=101',
  'limit=1.5',
  'limit=0x10',
  'limit=',
  'sort=id',
  'sort=newest;drop',
  'q=%00',
  'min_price=-1',
  'min_price=1.005',
  'max_price=NaN',
  'in_stock=1',
  'page=2',
  'limit=1&limit=2',
])('%s is 422', async (query) => {
  expect((await ask('nobody', 'GET', `/list?${query}`)).status).toBe(422);
});

test('a change made here shows at once, though lists are remembered', async () => {
  await list('?limit=1');
  const made = await json(ask('admin', 'POST', '/', { body: { name: 'Brand new', price: 1 } }));
  expect((await list('?limit=1')).items).toEqual([made]);
  await shop.rows('delete from products where id = $1', [made.id]);
});

test('among many products common words and rare ones are found alike, page by page', async () => {
  await shop.rows(`insert into products (name, price_cents) select 'Common ' || i, i from generate_series(1, 1500) i`);
  await shop.rows(`update products set description = 'seldom' where name in ('Common 3', 'Common 700', 'Common 1490')`);
  expect(await names('?q=seldom%20common')).toEqual(['Common 1490', 'Common 700', 'Common 3']);
  expect(await names('?q=seldom&sort=price_asc')).toEqual(['Common 3', 'Common 700', 'Common 1490']);
  const first = await list('?q=seldom&limit=1&sort=name');
  expect(await names(`?q=seldom&limit=2&sort=name&cursor=${first.next_cursor}`)).toEqual(['Common 3', 'Common 700']);
  expect(await names('?q=common&limit=2')).toEqual(['Common 1500', 'Common 1499']);
  await shop.rows(`delete from products where name like 'Common %'`);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { ProductPage } from '@ecomm/contracts/http/products';
import { contract } from '@ecomm/contracts/http/products';
import { runSql } from '@ecomm/database/run-sql';
import { until } from '@ecomm/testing/until';
import { json, products, server, type Ask, type Shop } from './products.fixture.ts';
import { reserveStock } from './reserve-stock.ts';

let shop: Shop;
let ask: Ask;
beforeAll(async () => {
  shop = await products();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  ask = await server(shop);
});

const laptop = {
  name: 'Laptop',
  description: 'High-performance laptop',
  price: 999.99,
  stock_quantity: 50,
  sku: 'LAPTOP-001',
};
const create = (body: unknown) => ask('admin', 'POST', '/', { body });
const put = (id: number, body: unknown, headers?: Record<string, string>) =>
  ask('admin', 'PUT', `/${id}`, { body, ...(headers ? { headers } : {}) });

test('a new product is answered, readable by all and announced once', async () => {
  const made = await create(laptop);
  expect(made.status).toBe(201);
  const product = await json(made);
  expect(product).toMatchObject({ ...laptop, id: 1, image_url: null, created_by: 1, is_active: true });
  expect(product.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const read = await ask('nobody', 'GET', '/1');
  expect(await json(read)).toEqual(product);
  expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
  const { name, price, stock_quantity, sku } = laptop;
  const state = { product_id: 1, name, price, stock_quantity, sku, is_active: true, image_url: null };
  expect(await shop.events()).toMatchObject([{ type: 'product.created', key: '1', payload: state }]);
});

test('what is left out has its default', async () => {
  expect(await json(create({ name: 'Thing', price: 0 }))).toMatchObject({
    description: null,
    sku: null,
    stock_quantity: 0,
    is_active: true,
    price: 0,
  });
});

test('a taken SKU is 409, by creating and by changing, and leaves nothing behind', async () => {
  await create(laptop);
  const { id } = await shop.make({ sku: 'OTHER' });
  const events = await shop.events();
  for (const response of [await create(laptop), await put(id, { name: 'New', sku: laptop.sku })]) {
    expect(response.status).toBe(409);
    expect(await json(response)).toMatchObject({ code: 'product.sku_taken' });
  }
  expect(await json(ask('nobody', 'GET', `/${id}`))).toMatchObject({ name: 'Thing', sku: 'OTHER' });
  expect(await shop.events()).toEqual(events);
});

test.each([
  [{ ...laptop, price: 1.005 }, 'price'],
  [{ ...laptop, price: '9.99' }, 'price'],
  [{ ...laptop, price: -1 }, 'price'],
  [{ ...laptop, price: 1e9 }, 'price'],
  [{ ...laptop, stock_quantity: 1.5 }, 'stock_quantity'],
  [{ ...laptop, stock_quantity: -1 }, 'stock_quantity'],
  [{ ...laptop, stock_quantity: null }, 'stock_quantity'],
  [{ ...laptop, name: '' }, 'name'],
  [{ ...laptop, name: 'a\r\nb' }, 'name'],
  [{ ...laptop, description: 'NUL \0' }, 'description'],
  [{ ...laptop, sku: 'x'.repeat(51) }, 'sku'],
  [{ ...laptop, id: 7 }, 'id'],
  [{ ...laptop, created_by: 7 }, 'created_by'],
  [{ ...laptop, image_url: 'http://evil' }, 'image_url'],
  [{ name: 'No price' }, 'price'],
])('%j is 422, naming %s', async (body, path) => {
  const response = await create(body);
  expect(response.status).toBe(422);
  const problem = await json<{ code: string; errors: { path: string }[] }>(response);
  expect(problem.code).toBe('request.invalid');
  expect(problem.errors.map((error) => error.path)).toContain(path);
});

test('every admin route refuses a customer with 403 and nobody with 401, and does nothing', async () => {
  const { id } = await shop.make();
  const before = await shop.rows('select * from products');
  for (const op of Object.values(contract).filter((op) => 'role' in op)) {
    const path = op.path.replace(':id', String(id));
    const body = op.method === 'GET' ? {} : { body: 'multipart' in op ? new FormData() : laptop };
    expect([op.path, (await ask('customer', op.method, path, body)).status]).toEqual([op.path, 403]);
    expect([op.path, (await ask('nobody', op.method, path, body)).status]).toEqual([op.path, 401]);
  }
  expect(await shop.rows('select * from products')).toEqual(before);
});

test('an inactive product is 404 to all but admins, and on no list', async () => {
  const { id } = await shop.make();
  await put(id, { is_active: false });
  for (const who of ['nobody', 'customer'] as const) expect((await ask(who, 'GET', `/${id}`)).status).toBe(404);
  expect(await json(ask('admin', 'GET', `/${id}`))).toMatchObject({ is_active: false });
  expect((await json<ProductPage>(ask('admin', 'GET', '/list'))).items).toEqual([]);
});

test.each(['0', '-1', '1.5', '1e1', '01', 'abc', '2147483648', '99999999999999999999', "1';--", '%00'])(
  'id %p is 404',
  async (id) => {
    await shop.make();
    const response = await ask('nobody', 'GET', `/${id}`);
    expect(response.status).toBe(404);
  },
);

test('a bad token is 401 also where none is needed', async () => {
  const { id } = await shop.make();
  expect((await ask('nobody', 'GET', `/${id}`, { headers: { authorization: 'Bearer a.b.c' } })).status).toBe(401);
});

test('a change announces what changed; one that changes nothing announces nothing', async () => {
  const { id } = await shop.make({ sku: 'A' });
  const changed = await json(put(id, { price: 5, sku: null, name: 'Thing' }));
  expect(changed).toMatchObject({ price: 5, sku: null, name: 'Thing', stock_quantity: 10 });
  expect(await json(put(id, { price: 5 }))).toEqual(changed);
  expect(await json(put(id, {}))).toEqual(changed);
  const [, updated, ...more] = await shop.events();
  expect(updated).toMatchObject({
    type: 'product.updated',
    key: String(id),
    payload: { price: 5, changed: ['price', 'sku'] },
  });
  expect(more).toEqual([]);
  expect((await put(999, { price: 5 })).status).toBe(404);
  expect((await put(id, { colour: 'red' })).status).toBe(422);
});

test('If-Match guards the catalogue data, and not the stock', async () => {
  const { id } = await shop.make();
  const etag = (await ask('nobody', 'GET', `/${id}`)).headers.get('etag')!;
  await reserveStock({ db: shop.db, ttlSeconds: 900 }, Bun.randomUUIDv7(), [{ product_id: id, quantity: 1 }]);
  await put(id, { stock_quantity: 7 });
  const first = await put(id, { name: 'First' }, { 'if-match': etag });
  expect(first.status).toBe(200);
  expect(first.headers.get('etag')).not.toBe(etag);
  const second = await put(id, { name: 'Second' }, { 'if-match': etag });
  expect(second.status).toBe(412);
  expect(await json(second)).toMatchObject({ code: 'product.precondition_failed' });
  expect(await json(ask('nobody', 'GET', `/${id}`))).toMatchObject({ name: 'First', stock_quantity: 7 });
});

test('of two who change the same version at once, one wins', async () => {
  const { id } = await shop.make();
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
  const blocking = shop.db.transaction(async (tx) => {
    await runSql(tx, 'select 1 from products where id = $1 for update', [id]);
    isLocked();
    await over;
  });
  await locked;
  const both = Promise.all([1, 2].map(async (price) => (await put(id, { price }, { 'if-match': '"v1"' })).status));
  await until(async () => (await shop.waiting()) === 2, { what: 'both to wait' });
  end();
  await blocking;
  expect((await both).toSorted((a, b) => a - b)).toEqual([200, 412]);
});

test('who holds stock is shown to an admin, newest first', async () => {
  const { id } = await shop.make();
  const orders = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  for (const order of orders)
    await reserveStock({ db: shop.db, ttlSeconds: 900 }, order, [{ product_id: id, quantity: 2 }]);
  const { items } = await json<{ items: { order_id: string }[] }>(ask('admin', 'GET', `/${id}/reservations`));
  expect(items.map(({ order_id }) => order_id)).toEqual(orders.toReversed());
  expect(items[0]).toMatchObject({ quantity: 2, state: 'held' });
  expect((await ask('admin', 'GET', '/999/reservations')).status).toBe(404);
});

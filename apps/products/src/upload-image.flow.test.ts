import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { gif, jpeg, png, svg, webp } from './pictures.fixture.ts';
import { json, products, server, type Ask, type Shop } from './products.fixture.ts';

let shop: Shop;
let ask: Ask;
beforeAll(async () => {
  shop = await products();
  ask = await server(shop);
});
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const form = (file: File | string, name = 'image'): FormData => {
  const body = new FormData();
  body.append(name, file);
  return body;
};
const picture = (bytes: Uint8Array<ArrayBuffer>, name = 'picture.png', type = 'image/png') =>
  new File([bytes], name, { type });
const upload = (id: number, body: unknown) => ask('admin', 'POST', `/${id}/image`, { body });
const kept = () => shop.rows<{ name: string }>('select name from images order by created_at');

test.each([
  ['png', png(3, 2), 'image/png'],
  ['jpg', jpeg(3, 2), 'image/jpeg'],
  ['webp', webp(3, 2), 'image/webp'],
] as const)('a %s is kept under a name made here, served as it is, and announced', async (extension, bytes, type) => {
  const { id } = await shop.make();
  const response = await upload(id, form(picture(bytes, '../../etc/passwd.html', 'text/html')));
  expect(response.status).toBe(200);
  expect(response.headers.get('etag')).toBe('"v2"');
  const product = await json(response);
  expect(product.image_url).toMatch(new RegExp(`^/images/[0-9a-f-]{36}\\.${extension}$`));

  const served = await ask('nobody', 'GET', product.image_url!);
  expect(Object.fromEntries(served.headers)).toMatchObject({
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(await served.bytes()).toEqual(bytes);
  const state = { image_url: product.image_url, changed: ['image_url'] };
  expect((await shop.events()).at(-1)).toMatchObject({ type: 'product.updated', key: String(id), payload: state });
});

test.each([
  ['SVG called PNG', picture(svg), 415, 'image.unsupported'],
  ['GIF', picture(gif), 415, 'image.unsupported'],
  ['HTML called PNG', picture(new TextEncoder().encode('<html>')), 415, 'image.unsupported'],
  ['an empty file', picture(new Uint8Array()), 415, 'image.unsupported'],
  ['a bomb', picture(png(50_000, 50_000)), 422, 'request.invalid'],
  ['5 MiB and a byte', picture(new Uint8Array(5 * 1024 * 1024 + 1)), 413, 'request.too_large'],
  ['a text in place of the file', 'hello', 422, 'request.invalid'],
])('%s is refused and changes nothing', async (_, file, status, code) => {
  const { id } = await shop.make();
  const response = await upload(id, form(file));
  expect([response.status, (await json<{ code: string }>(response)).code]).toEqual([status, code]);
  expect(await kept()).toEqual([]);
  expect(await shop.events()).toHaveLength(1);
});

test('another field, another body and another product are refused', async () => {
  const { id } = await shop.make();
  expect((await upload(id, form(picture(png(1, 1)), 'file'))).status).toBe(422);
  expect((await upload(id, { image: 'data:image/png;base64,AAAA' })).status).toBe(415);
  expect((await upload(999, form(picture(png(1, 1))))).status).toBe(404);
  expect(await kept()).toEqual([]);
});

test('a product keeps its last two pictures', async () => {
  const { id } = await shop.make();
  const urls: string[] = [];
  for (const width of [1, 2, 3]) urls.push((await json(upload(id, form(picture(png(width, 1)))))).image_url!);
  expect((await kept()).map(({ name }) => `/images/${name}`)).toEqual(urls.slice(1));
  expect((await ask('nobody', 'GET', urls[0]!)).status).toBe(404);
});

test.each(['nothing.png', '..%2f..%2fetc%2fpasswd', 'x.svg', "'.png", '%00.png'])('picture %p is 404', async (name) => {
  expect((await ask('nobody', 'GET', `/images/${name}`)).status).toBe(404);
});

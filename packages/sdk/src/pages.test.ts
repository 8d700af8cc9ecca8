import { expect, test } from 'bun:test';
import { json, shopOf } from './answers.fixture.ts';

const three = () =>
  shopOf(({ url }) => {
    const page = Number(url.searchParams.get('cursor') ?? 0);
    return json({ items: [{ id: page * 2 }, { id: page * 2 + 1 }], next_cursor: page < 2 ? String(page + 1) : null });
  });

test('all gives every item of every page, with the same query on each', async () => {
  const { shop, sent } = three();
  const ids = [];
  for await (const { id } of shop.products.all({ limit: 2, q: 'desk' })) ids.push(id);
  expect(ids).toEqual([0, 1, 2, 3, 4, 5]);
  expect(sent.map(({ url }) => url.search)).toEqual([
    '?limit=2&q=desk',
    '?limit=2&q=desk&cursor=1',
    '?limit=2&q=desk&cursor=2',
  ]);
});

test('a page is asked for when its first item is, and none after the loop is left', async () => {
  const { shop, sent } = three();
  const all = shop.orders.allByUser(7);
  expect(sent).toHaveLength(0);
  for await (const { id } of all) if (Number(id) === 2) break;
  expect(sent).toHaveLength(2);
});

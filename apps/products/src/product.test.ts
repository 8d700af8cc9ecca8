import { expect, test } from 'bun:test';
import { changedFields, etagOf, isCatalogueChange, matches, tagged } from './product.ts';

const product = {
  id: 1,
  name: 'Mug',
  description: null,
  price: 18.5,
  stock_quantity: 4,
  sku: 'MUG-1',
  image_url: null,
  created_by: 1,
  is_active: true,
  created_at: '2026-01-05T09:00:00.000Z',
  updated_at: '2026-01-05T09:00:00.000Z',
  version: 3,
};

test('only fields that get another value have changed', () => {
  expect(changedFields(product, { name: 'Mug', price: 18.5, sku: null, stock_quantity: 5 })).toEqual([
    'sku',
    'stock_quantity',
  ]);
  expect(changedFields(product, {})).toEqual([]);
  expect(changedFields(product, { description: null })).toEqual([]);
});

test('stock alone is no change of the catalogue', () => {
  expect(isCatalogueChange(['stock_quantity'])).toBe(false);
  expect(isCatalogueChange(['stock_quantity', 'price'])).toBe(true);
});

test('the tag names the version, and the answer does not hold it', () => {
  expect(tagged(product).etag).toBe('"v3"');
  expect(tagged(product).product).not.toHaveProperty('version');
});

test.each([
  ['"v3"', true],
  ['*', true],
  ['"v1", "v3"', true],
  ['"v2"', false],
  ['v3', false],
  ['W/"v3"', false],
  ['', false],
])('If-Match %p matches version 3: %p', (ifMatch, expected) => {
  expect(matches(ifMatch, etagOf(product))).toBe(expected);
});

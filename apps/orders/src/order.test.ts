import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { before, merge, next, totals, type Line } from './order.ts';

const line = (quantity: number, price_cents: number, product_id = 1): Line => ({
  product_id,
  quantity,
  price_cents,
  name: 'Mug',
  sku: null,
});

test('paid and failed are reached from pending alone, and absorb', () => {
  expect(before('paid')).toEqual(['pending']);
  expect(before('failed')).toEqual(['pending']);
  expect(next.paid).toEqual([]);
  expect(next.failed).toEqual([]);
});

test('the same product twice is one line', () => {
  expect(
    merge([
      { product_id: 2, quantity: 1 },
      { product_id: 1, quantity: 2 },
      { product_id: 2, quantity: 3 },
    ]),
  ).toEqual([
    { product_id: 1, quantity: 2 },
    { product_id: 2, quantity: 4 },
  ]);
});

test('merging never makes more than the most of one product', () => {
  expect(() =>
    merge([
      { product_id: 1, quantity: 600 },
      { product_id: 1, quantity: 600 },
    ]),
  ).toThrow(/at most 1000 units/);
});

test('merging loses no unit', () => {
  const wish = fc.record({ product_id: fc.integer({ min: 1, max: 5 }), quantity: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 50 }), (wishes) => {
      const units = (lines: readonly { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(units(merge(wishes))).toBe(units(wishes));
    }),
  );
});

test('a total is exact to the cent', () => {
  expect(totals([line(3, 9999), line(1, 1, 2)])).toEqual({ totalCents: 29_998, itemsCount: 4 });
});

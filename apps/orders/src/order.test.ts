import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { mayBeSet, merge, next, totals, type Line, type Status } from './order.ts';

const line = (quantity: number, price_cents: number, product_id = 1): Line => ({
  product_id,
  quantity,
  price_cents,
  name: 'Mug',
  sku: null,
});

const statuses = Object.keys(next) as Status[];

test('a pending order is settled, a paid one shipped, a shipped one delivered; all else absorbs', () => {
  const steps = statuses.flatMap((from) => next[from].map((to) => `${from} → ${to}`));
  expect(steps).toEqual(['pending → paid', 'pending → failed', 'paid → shipped', 'shipped → delivered']);
});

test('an admin moves orders on, and does not say what payments says', () => {
  const said = statuses.flatMap((from) => statuses.filter((to) => mayBeSet(from, to)).map((to) => `${from} → ${to}`));
  expect(said).toEqual(['paid → shipped', 'shipped → delivered']);
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
  ).toThrow(expect.objectContaining({ status: 422, code: 'order.too_many_units' }));
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

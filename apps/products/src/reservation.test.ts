import { expect, test } from 'bun:test';
import { atExpiry, claimOf, isSame, merge } from './reservation.ts';

test('wishes for one product become one, in ascending id', () => {
  const wishes = [
    { product_id: 10, quantity: 1 },
    { product_id: 2, quantity: 3 },
    { product_id: 10, quantity: 4 },
  ];
  expect(merge(wishes)).toEqual([
    { product_id: 2, quantity: 3 },
    { product_id: 10, quantity: 5 },
  ]);
});

test('another product, quantity or length is not the same', () => {
  const one = [{ product_id: 1, quantity: 2 }];
  expect(isSame(one, [{ product_id: 1, quantity: 2 }])).toBe(true);
  expect(isSame(one, [{ product_id: 1, quantity: 3 }])).toBe(false);
  expect(isSame(one, [{ product_id: 2, quantity: 2 }])).toBe(false);
  expect(isSame(one, [...one, { product_id: 2, quantity: 2 }])).toBe(false);
});

test('what orders says decides an expired reservation; only a pending order leaves it open', () => {
  const fate = Object.fromEntries(Object.entries(claimOf).map(([status, claim]) => [status, atExpiry[claim]]));
  expect(fate).toEqual({
    pending: 'expired',
    paid: 'confirmed',
    shipped: 'confirmed',
    delivered: 'confirmed',
    failed: 'released',
    cancelled: 'released',
    refunded: 'released',
  });
});

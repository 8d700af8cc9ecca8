import { expect, test } from 'bun:test';
import { drawOrder } from './draw-order.ts';
import { seededRandom } from '../world/seeded-random.ts';

const products = [1, 2, 3, 4, 5];

test('the same seed draws the same orders, of every plan and every way to pay, in sizes that the shop takes', () => {
  const random = [seededRandom(1), seededRandom(1)] as const;
  const orders = random.map((one) => Array.from({ length: 500 }, () => drawOrder(one, products, undefined)));
  expect(orders[0]).toEqual(orders[1]);
  expect(new Set(orders[0]!.map(({ plan }) => plan)).size).toBe(11);
  expect(new Set(orders[0]!.map(({ payment_method }) => payment_method)).size).toBe(4);
  for (const { quantities, share } of orders[0]!) {
    expect(quantities.size).toBeWithin(1, 4);
    for (const [product, quantity] of quantities) {
      expect(products).toContain(product);
      expect(quantity).toBeWithin(1, 4);
    }
    expect(share).toBeWithin(0.1, 0.5);
  }
});

test('a favoured product takes its share of the orders, one unit each, and changes nothing about the others', () => {
  const plain = seededRandom(2);
  const swayed = seededRandom(2);
  let taken = 0;
  for (let n = 0; n < 1_000; n++) {
    const usual = drawOrder(plain, products, undefined);
    const order = drawOrder(swayed, products, { productId: 99, share: 0.3 });
    if (order.quantities.has(99)) {
      taken += 1;
      expect([...order.quantities]).toEqual([[99, 1]]);
    } else expect(order).toEqual(usual);
  }
  expect(taken).toBeWithin(250, 350);
});

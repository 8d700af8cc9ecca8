import { expect, test } from 'bun:test';
import { failureOf, inTurn, problem, shopOf } from './answers.fixture.ts';
import { isShopError, ShopError, type ShopErrorCode } from './shop.ts';

const short = () =>
  shopOf(inTurn(problem(409, 'stock.insufficient', { product_id: 3, available: 2 }, { 'retry-after': '7' })));

test('a code narrows the problem to its members, by is() and by isShopError()', async () => {
  const { shop } = short();
  const error = await failureOf(shop.orders.create({ items: [{ product_id: 3, quantity: 9 }] }));
  if (!isShopError(error, 'stock.insufficient')) throw error;
  const available: number = error.problem.available;
  expect([available, error.problem.product_id, error.status, error.traceId, error.retryAfterSeconds]).toEqual([
    2,
    3,
    409,
    'a1',
    7,
  ]);
  expect(error.message).toBe('stock.insufficient: It is stock.insufficient.');

  const some: ShopError = error;
  if (some.is('stock.insufficient')) expect(some.problem.available).toBe(2);
  expect(some.is('order.not_found')).toBe(false);
  expect(isShopError(error, 'order.not_found')).toBe(false);
  expect(isShopError(new Error('x'))).toBe(false);
});

test('comparing the code narrows as well, also in a switch', async () => {
  const { shop } = short();
  const error: unknown = await failureOf(shop.orders.create({ items: [{ product_id: 3, quantity: 9 }] }));
  if (!isShopError(error)) throw error;
  const left: number = error.code === 'stock.insufficient' ? error.problem.available : NaN;
  const say = (): string => {
    switch (error.code) {
      case 'stock.insufficient':
        return `Only ${error.problem.available satisfies number} of ${error.problem.product_id satisfies number} left.`;
      case 'request.invalid':
        return error.problem.errors.map(({ message }) => message).join();
      case 'order.not_found': {
        // @ts-expect-error: this code has no such member
        const available: number = error.problem.available;
        return String(available);
      }
      default:
        // @ts-expect-error: this code was dealt with above
        return error.code === 'stock.insufficient' ? '' : (error.code satisfies ShopErrorCode);
    }
  };
  expect([left, say()]).toEqual([2, 'Only 2 of 3 left.']);
  if (error.is('stock.insufficient')) expect(error.problem.available satisfies number).toBe(2);
});

test('what the contract does not know does not compile', () => {
  const narrow = (error: ShopError): unknown => {
    // @ts-expect-error: only after its code is known has the problem this number
    const open: number = error.problem.available;
    if (error.is('order.not_found')) {
      const code: 'order.not_found' = error.code;
      const other: unknown = error.problem.anything;
      return [code, other];
    }
    const code: ShopErrorCode = error.code;
    return [code, open];
  };
  // @ts-expect-error: no such code
  const misspelt = (error: ShopError): boolean => error.is('stock.insuficient');
  expect([narrow, misspelt]).toBeArrayOfSize(2);
});

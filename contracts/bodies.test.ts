import { describe, expect, test } from 'bun:test';
import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import * as orders from './generated/http/orders.ts';
import * as products from './generated/http/products.ts';
import * as users from './generated/http/users.ts';

const accepts = (schema: TSchema, value: unknown) => TypeCompiler.Compile(schema).Check(value);
const order = (change: object) => ({ items: [{ product_id: 1, quantity: 2 }], ...change });
const line = (change: object) => order({ items: [{ product_id: 1, quantity: 2, ...change }] });

describe('an order', () => {
  test('is accepted as the article sends it', () => {
    expect(accepts(orders.NewOrder, line({ price: 99.99 }))).toBe(true);
    expect(accepts(orders.NewOrder, order({ shipping_address: '123 Main St', expected_total: 199.98 }))).toBe(true);
  });

  test('with an unknown field, a bad quantity or no line is refused', () => {
    for (const quantity of [0, -1, 1.5, 1e9, '2', null])
      expect(accepts(orders.NewOrder, line({ quantity }))).toBe(false);
    for (const extra of [{ status: 'paid' }, { user_id: 1 }, { total_amount: 1 }, { payment_method: 'gold' }]) {
      expect(accepts(orders.NewOrder, order(extra))).toBe(false);
    }
    for (const expected_total of [99.999, -1, 1e15])
      expect(accepts(orders.NewOrder, order({ expected_total }))).toBe(false);
    expect(accepts(orders.NewOrder, line({ sku: 'X' }))).toBe(false);
    expect(accepts(orders.NewOrder, { items: [] })).toBe(false);
    expect(accepts(orders.NewOrder, { items: Array.from({ length: 51 }, () => line({}).items[0]) })).toBe(false);
  });
});

test('an account cannot choose its role, and text cannot hold NUL or line breaks where one line is meant', () => {
  const account = { email: 'customer@example.com', password: 'pass123456' };
  expect(accepts(users.SignUp, account)).toBe(true);
  expect(accepts(users.SignUp, { ...account, role: 'admin' })).toBe(false);
  expect(accepts(users.SignUp, { ...account, password: 'short' })).toBe(false);
  expect(accepts(users.SignUp, { ...account, first_name: 'Ann\r\nBcc: x' })).toBe(false);
  expect(accepts(users.SignUp, { ...account, email: 'a@b.co, x@y.z' })).toBe(false);
  expect(accepts(products.NewProduct, { name: 'Mug', price: 9.99, description: 'two\nlines' })).toBe(true);
  expect(accepts(products.NewProduct, { name: 'Mug', price: 9.99, description: 'nul\0' })).toBe(false);
  expect(accepts(products.NewProduct, { name: 'Mug', price: 9.999 })).toBe(false);
});

import { expect, test } from 'bun:test';
import { auditSale } from '../shop/audit-sale.ts';
import type { Order } from '../shop/orders.ts';

const order = (status: Order['status'], quantity = 1, product_id = 7): Order => ({
  id: crypto.randomUUID(),
  status,
  total_amount: quantity,
  items: [{ product_id, quantity, subtotal: quantity }],
});

const sale = { productId: 7, stock: 3, available: 0 };

test('a sale in which every unit was sold once is right', () => {
  const orders = [order('paid'), order('shipped'), order('delivered')];
  expect(auditSale({ ...sale, orders })).toEqual({ sold: 3, oversold: 0, stuck: 0, unaccounted: 0 });
});

test('what was declined, cancelled or refunded is to be bought again', () => {
  const orders = [order('paid', 2), order('failed'), order('cancelled'), order('refunded')];
  expect(auditSale({ ...sale, available: 1, orders })).toEqual({ sold: 2, oversold: 0, stuck: 0, unaccounted: 0 });
});

test('orders of other products do not count', () => {
  expect(auditSale({ ...sale, available: 3, orders: [order('paid', 5, 8)] })).toMatchObject({
    sold: 0,
    unaccounted: 0,
  });
});

test('units that there were not are oversold', () => {
  const orders = [order('paid', 2), order('paid', 2)];
  expect(auditSale({ ...sale, orders })).toMatchObject({ sold: 4, oversold: 1, unaccounted: 1 });
});

test('a pending order is stuck, and has its units', () => {
  const orders = [order('paid', 2), order('pending')];
  expect(auditSale({ ...sale, orders })).toEqual({ sold: 2, oversold: 0, stuck: 1, unaccounted: 0 });
});

test('stock that nobody has, or that was given back and kept, is unaccounted for', () => {
  expect(auditSale({ ...sale, available: 0, orders: [order('paid'), order('failed', 2)] })).toMatchObject({
    unaccounted: 2,
  });
  expect(auditSale({ ...sale, available: 1, orders: [order('paid', 3)] })).toMatchObject({ unaccounted: 1 });
});

import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import type { Buyer } from './accounts.ts';
import { followOrder, placeOrder, type Line, type Order } from './orders.ts';
import type { Product } from './products.ts';
import { bodyOf } from './request.ts';

/** From the order's request until an answer says `paid`: it is asked every 50 ms. */
const orderToPaid = new Trend('order_to_paid', true);
/** The provider declines one charge in six, unless told otherwise. */
const declined = new Counter('orders_declined');
/** Orders not settled within 30 s. */
const stuck = new Counter('stuck');

/** Thresholds of every script that checks out. The provider's own 100 to 500 ms are part of the time. */
export const checkOutLimits = {
  order_to_paid: ['p(95)<1000'],
  stuck: ['count==0'],
};

/** One order of one to three of these products, followed to its end. */
export function checkOut(buyer: Buyer, products: Product[]): Order {
  const placedAt = Date.now();
  const answer = placeOrder(buyer, drawLines(products));
  check(answer, { 'the order is accepted': ({ status }) => status === 201 });
  const order = followOrder(buyer, bodyOf(answer, 201) as Order);
  if (order.status === 'paid') orderToPaid.add(Date.now() - placedAt);
  declined.add(order.status === 'failed' ? 1 : 0);
  stuck.add(order.status === 'pending' ? 1 : 0);
  check(order, {
    'the order is paid or declined': ({ status }) => status === 'paid' || status === 'failed',
    'its total is the sum of its lines': ({ total_amount, items }) => cents(total_amount) === sumOf(items),
  });
  return order;
}

function drawLines(products: Product[]): Line[] {
  const first = Math.floor(Math.random() * products.length);
  return Array.from({ length: 1 + Math.floor(Math.random() * Math.min(3, products.length)) }, (_, at) => {
    return { product_id: products[(first + at) % products.length]!.id, quantity: 1 + at };
  });
}

const cents = (amount: number): number => Math.round(amount * 100);
const sumOf = (items: Order['items']): number => items.reduce((sum, { subtotal }) => sum + cents(subtotal), 0);

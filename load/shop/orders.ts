import { sleep } from 'k6';
import exec from 'k6/execution';
import { tokenOf, type Buyer } from './accounts.ts';
import { patiently } from './patiently.ts';
import { bodyOf, request, type Answer } from './request.ts';

export interface Order {
  id: string;
  status: 'pending' | 'paid' | 'failed' | 'cancelled' | 'shipped' | 'delivered' | 'refunded';
  total_amount: number;
  items: { product_id: number; quantity: number; subtotal: number }[];
}

export interface Line {
  product_id: number;
  quantity: number;
}

/** The same again under the same key, while the shop asks to come back later. */
export function placeOrder(buyer: Buyer, items: Line[], expected = [201]): Answer {
  const idempotencyKey = `load-${exec.vu.idInTest}-${exec.vu.iterationInInstance}-${Date.now()}`;
  const attempt = { body: { items }, idempotencyKey, expected };
  return patiently(() => request('POST orders/create', { token: tokenOf(buyer), ...attempt }));
}

export const readOrder = (buyer: Buyer, id: string): Answer =>
  request('GET orders/:id', { token: tokenOf(buyer), params: { id } });

const lookEverySeconds = 0.05;
const settledWithinMs = 30_000;

/** Asks after an order until it is no longer pending; as it was last when that takes longer than 30 s. */
export function followOrder(buyer: Buyer, order: Order): Order {
  const end = Date.now() + settledWithinMs;
  let last = order;
  while (last.status === 'pending' && Date.now() < end) {
    sleep(lookEverySeconds);
    const answer = readOrder(buyer, order.id);
    if (answer.status === 200) last = bodyOf(answer, 200) as Order;
  }
  return last;
}

interface OrderPage {
  items: Order[];
  next_cursor: string | null;
}

/** Every order of a buyer, for an admin. */
export function listOrders(token: string, userId: number): Order[] {
  const orders: Order[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = { limit: 100, ...(cursor === '' ? {} : { cursor }) };
    const answer = request('GET orders/user/:userId', { token, params: { userId }, query });
    const page = bodyOf(answer, 200) as OrderPage;
    orders.push(...page.items);
    cursor = page.next_cursor;
  }
  return orders;
}

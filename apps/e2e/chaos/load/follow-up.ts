import type { Account } from './buyers.ts';
import type { Drawn, Plan } from './draw-order.ts';
import type { Ask, Send } from './send-request.ts';
import { tryCarefully } from './try-carefully.ts';

export interface Order {
  id: string;
  status: string;
  total_amount: number;
  transaction_id: string | null;
}

export interface Shopping {
  send: Send;
  buyer: Account;
  admin: Account;
  url: { orders: string; payments: string };
}

/** An order that nobody has paid by then is left to itself. */
const paidWithinMs = 15_000;

/** What comes after an order: its plan, from looking at it to shipment and refunds. `again` is the request that placed it. */
export async function followUp(shopping: Shopping, order: Order, drawn: Drawn, again: () => Promise<unknown>) {
  const { plan, share } = drawn;
  if (plan === 'leave') return;
  if (plan === 'look') return void (await read(shopping, order.id));
  if (plan === 'ask-again') return void (await again());
  if (plan === 'cancel') return cancel(shopping, order.id);
  const paid = await untilPaid(shopping, order.id);
  if (paid) await afterPayment(shopping, paid, plan, share);
}

async function afterPayment(shopping: Shopping, order: Order, plan: Plan, share: number): Promise<void> {
  const cents = Math.round(order.total_amount * 100);
  const part = Math.max(1, Math.floor(cents * share));
  if (plan === 'cancel-paid') return cancel(shopping, order.id);
  if (plan === 'ship' || plan === 'deliver') await setStatus(shopping, order.id, 'shipped');
  if (plan === 'deliver') await setStatus(shopping, order.id, 'delivered');
  if (plan === 'refund-all') await refund(shopping, order, cents, true);
  if (plan.startsWith('refund-') && plan !== 'refund-all') await refund(shopping, order, part);
  if (plan === 'refund-twice') await refund(shopping, order, part);
  if (plan === 'refund-then-cancel') await cancel(shopping, order.id);
}

const read = ({ send, buyer, url }: Shopping, orderId: string) =>
  tryCarefully<Order>(send, buyer, { request: 'read', method: 'GET', url: `${url.orders}/${orderId}`, orderId });

async function untilPaid(shopping: Shopping, orderId: string): Promise<Order | undefined> {
  const end = performance.now() + paidWithinMs;
  for (let pauseMs = 100; performance.now() < end; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    await Bun.sleep(pauseMs);
    const { value } = await read(shopping, orderId);
    if (value && value.status !== 'pending') return value.status === 'paid' ? value : undefined;
  }
  return undefined;
}

async function cancel({ send, buyer, url }: Shopping, orderId: string): Promise<void> {
  const ask = { request: 'cancel', method: 'POST', url: `${url.orders}/${orderId}/cancel`, orderId } as const;
  await tryCarefully(send, buyer, ask);
}

async function setStatus({ send, admin, url }: Shopping, orderId: string, status: 'shipped' | 'delivered') {
  const request = status === 'shipped' ? 'ship' : 'deliver';
  const ask = { request, method: 'PUT', url: `${url.orders}/${orderId}/status`, orderId, json: { status } } as const;
  await tryCarefully(send, admin, ask);
}

async function refund({ send, admin, url }: Shopping, order: Order, amountCents: number, whole = false): Promise<void> {
  const ask: Omit<Ask, 'token' | 'userId'> = {
    request: 'refund',
    method: 'POST',
    url: `${url.payments}/${order.transaction_id}/refund`,
    orderId: order.id,
    amountCents,
    idempotencyKey: crypto.randomUUID(),
    json: whole ? {} : { amount: amountCents / 100 },
  };
  await tryCarefully(send, admin, ask);
}

import type { Db } from '@ecomm/database/connect';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { leaseCharge } from './charge-payment.ts';
import type { Charger } from './charger.ts';
import { openPayment } from './open-payment.ts';
import type { Orders } from './orders.ts';
import { shown, type PaymentRow } from './payment.ts';
import { findByOrder, mayKnow } from './read-payments.ts';

export interface ProcessDeps {
  db: Db;
  orders: Orders;
  charger: Pick<Charger, 'charge' | 'wake'>;
  /** How long a request waits for a charge to become final; below the deadline of HTTP handlers. */
  waitMs?: number;
}

const lookMs = 50;

/**
 * POST /process → opens the payment of an order that no event has told of yet (orders.GetOrder), drives its charge and
 * answers it: final, or `processing` when the provider takes its time. A final one is answered unchanged.
 */
export async function processPayment(deps: ProcessDeps, caller: Caller, orderId: string) {
  const payment = (await findByOrder(deps.db, orderId)) ?? (await openFromOrder(deps, caller, orderId));
  if (!payment || !mayKnow(caller, payment.user_id)) throw unknownOrder();
  return shown(await drive(deps, payment));
}

async function openFromOrder({ db, orders, charger }: ProcessDeps, caller: Caller, orderId: string) {
  const order = await orders.find(orderId);
  if (!order || !mayKnow(caller, order.user_id)) throw unknownOrder();
  if (order.status !== 'pending')
    throw new Problem(409, 'order.not_pending', `The order is ${order.status}: it is not charged.`);
  await db.transaction((tx) => openPayment(charger, tx, order));
  return findByOrder(db, orderId);
}

/** Charges when the charge is due, waits when somebody else does; after `waitMs` only the waiting ends. */
async function drive({ db, charger, waitMs = 2_000 }: ProcessDeps, opened: PaymentRow): Promise<PaymentRow> {
  const end = performance.now() + waitMs;
  let payment = opened;
  while (payment.status === 'processing' && performance.now() < end) {
    const due = await leaseCharge(db, payment.order_id);
    const left = Bun.sleep(Math.max(0, end - performance.now()));
    await Promise.race([due ? charger.charge(due) : Bun.sleep(lookMs), left]);
    payment = (await findByOrder(db, payment.order_id)) ?? payment;
  }
  return payment;
}

const unknownOrder = (): Problem => new Problem(404, 'order.not_found', 'There is no such order.');

import type { DbOrTx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { shown, type PaymentRow } from './payment.ts';

const reading = `
  select transaction_id, order_id, user_id, amount_cents, refunded_cents, status, failure_reason,
    ${instantText('created_at')} as created_at, ${instantText('updated_at')} as updated_at
  from payments`;

const readingOne = `${reading} where transaction_id = $1`;
const readingOrders = `${reading} where order_id = $1`;

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const findByOrder = async (db: DbOrTx, orderId: string): Promise<PaymentRow | undefined> =>
  (await runSql<PaymentRow>(db, readingOrders, [orderId]))[0];

/** Whether the caller may know of what belongs to `userId`. */
export const mayKnow = (caller: Caller, userId: number): boolean => caller.role === 'admin' || caller.id === userId;

/** A payment, for its owner and for admins; 404 `payment.not_found` for everybody else. */
export async function readPayment(db: DbOrTx, caller: Caller, transactionId: string) {
  const [payment] = await runSql<PaymentRow>(db, readingOne, [transactionId]);
  if (!payment || !mayKnow(caller, payment.user_id)) throw unknownPayment();
  return shown(payment);
}

export const unknownPayment = (): Problem => new Problem(404, 'payment.not_found', 'There is no such payment.');

/** What other services are told of an order's payment; 404 when payments has not heard of the order. */
export async function readPaymentStatus(db: DbOrTx, orderId: string) {
  const payment = isUuid.test(orderId) ? await findByOrder(db, orderId) : undefined;
  if (!payment) throw new Problem(404, 'payment.not_found', 'There is no payment of this order.');
  const { transaction_id, user_id, status, amount_cents, refunded_cents, failure_reason, updated_at } = payment;
  return {
    order_id: orderId,
    transaction_id,
    user_id,
    status,
    amount_cents,
    refunded_amount_cents: refunded_cents,
    ...(failure_reason ? { failure_reason } : {}),
    updated_at,
  };
}

import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { traceparent } from '@ecomm/runtime/trace';
import { append, lockPayment } from './payment-entries.ts';
import { mismatch } from './open-payment.ts';
import { requestOwed } from './request-refund.ts';

export interface CancelDeps {
  /** Tells the refunder that a refund is due. */
  wakeRefunder: () => void;
}

export interface Cancelled {
  order_id: string;
  user_id: number;
  amount_cents: number;
  /** The event that says so. */
  cause_id: string;
}

const voiding = `
  with voided as (
    insert into payments
      (transaction_id, order_id, user_id, amount_cents, payment_method, status, failure_reason, refund_wanted, entries, traceparent)
    values ($1, $2, $3, $4, 'card', 'failed', 'order_cancelled', true, 1, $5)
    on conflict (order_id) do nothing
    returning transaction_id, amount_cents
  )
  insert into payment_entries (transaction_id, entry, kind, amount_cents, reason, cause_id, traceparent)
  select transaction_id, 1, 'voided', amount_cents, 'order_cancelled', $6, $5 from voided
  returning transaction_id`;

/**
 * order.updated(cancelled) → the order's payment is void: one that nobody has heard of is made, failed and without an
 * event, for order.created to find; what is captured, now or later, is given back. A cancel that was heard changes nothing.
 */
export async function cancelPayment({ wakeRefunder }: CancelDeps, tx: Tx, cancelled: Cancelled): Promise<void> {
  const { order_id, user_id, amount_cents, cause_id } = cancelled;
  const row = [Bun.randomUUIDv7(), order_id, user_id, amount_cents, traceparent(), cause_id];
  if ((await runSql(tx, voiding, row)).length > 0) return;

  const payment = (await lockPayment(tx, 'order_id', order_id))!;
  if (payment.user_id !== user_id || payment.amount_cents !== amount_cents) throw mismatch();
  if (payment.of.refund_wanted) return;
  const entry = {
    kind: 'voided',
    amount_cents,
    reason: 'order_cancelled',
    cause_id,
    traceparent: traceparent(),
  } as const;
  await requestOwed(tx, await append(tx, payment, entry));
  afterCommit(tx, wakeRefunder);
}

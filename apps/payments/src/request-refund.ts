import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { inTrace, traceparent } from '@ecomm/runtime/trace';
import { append, type Locked } from './payment-entries.ts';
import { owedRefund } from './payment.ts';

export interface RefundWish {
  id: string;
  /** What the provider will be asked with. */
  key: string;
  amount_cents: number;
  reason: 'requested' | 'order_cancelled';
  cause_id?: string | null;
  /** How long to wait before the provider is asked. */
  pauseMs?: number;
}

const inserting = `
  insert into refunds (id, transaction_id, order_id, key, amount_cents, reason, traceparent, cause_id, due_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(secs => $9))`;

/** Puts a refund into the queue before the provider is asked; the payment's row lock keeps the sum within what was captured. */
export async function requestRefund(tx: Tx, payment: Locked, wish: RefundWish): Promise<Locked> {
  const { id, key, amount_cents, reason, cause_id = null, pauseMs = 0 } = wish;
  const { transaction_id, order_id } = payment;
  const row = [id, transaction_id, order_id, key, amount_cents, reason, traceparent(), cause_id, pauseMs / 1000];
  await runSql(tx, inserting, row);
  return append(tx, payment, { kind: 'refund_requested', amount_cents, key, reason, cause_id });
}

/** What a cancelled order is still owed, neither given back nor being given back, becomes a refund in the trace of the cancel. */
export async function requestOwed(tx: Tx, payment: Locked): Promise<Locked> {
  const owed = owedRefund(payment.order_id, payment.entries);
  if (!owed) return payment;
  const cancel = payment.entries.find(({ kind }) => kind === 'voided');
  const wish = { ...owed, id: Bun.randomUUIDv7(), reason: 'order_cancelled' as const };
  const request = () => requestRefund(tx, payment, { ...wish, cause_id: cancel?.cause_id ?? null });
  return cancel?.traceparent ? inTrace(cancel.traceparent, request) : request();
}

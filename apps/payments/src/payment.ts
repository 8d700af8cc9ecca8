import { toAmount } from '@ecomm/contracts/money';

export type Status = 'pending' | 'processing' | 'succeeded' | 'failed' | 'refunded' | 'partially_refunded';
export const methods = ['card', 'test_success', 'test_decline', 'test_timeout'] as const;
export type Method = (typeof methods)[number];

/** What is to be charged, as the order says it. */
export interface Intent {
  order_id: string;
  user_id: number;
  amount_cents: number;
  payment_method: Method;
}

/** A payment as its row is read; instants are RFC 3339 UTC. */
export interface PaymentRow {
  transaction_id: string;
  order_id: string;
  user_id: number;
  amount_cents: number;
  status: Status;
  failure_reason: string | null;
  created_at: string;
  updated_at: string;
}

/** A payment as it is answered: cents become a decimal here and nowhere else. */
export const shown = ({ amount_cents, ...payment }: PaymentRow) => ({
  ...payment,
  amount: toAmount(amount_cents),
  refunded_amount: 0,
});

/** What an event of a payment carries. */
export const told = (payment: Pick<PaymentRow, 'transaction_id' | 'order_id' | 'user_id' | 'amount_cents'>) => ({
  order_id: payment.order_id,
  user_id: payment.user_id,
  transaction_id: payment.transaction_id,
  amount: toAmount(payment.amount_cents),
});

const pauseMaxMs = 10_000;

/** How long to wait before the provider is asked again after `attempts` questions without an answer. */
export const pauseMs = (attempts: number): number => Math.min(100 * 2 ** (attempts - 1), pauseMaxMs);

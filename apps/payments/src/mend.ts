import { paymentRefunded, paymentSucceeded } from '@ecomm/contracts/events';
import { toAmount } from '@ecomm/contracts/money';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import { inTrace } from '@ecomm/runtime/trace';
import { append, lockPayment, type Locked } from './payment-entries.ts';
import { refundable, told } from './payment.ts';
import type { Difference } from './reconcile.ts';
import { requestOwed } from './request-refund.ts';

export interface Mending {
  /** Tells the charger that a charge is due. */
  wake: () => void;
  /** Tells the refunder that a refund is due. */
  wakeRefunder: () => void;
}

type Mend = (deps: Mending, tx: Tx, difference: Difference) => Promise<boolean>;

/** What can be mended, and how; false when it turned out that it can't. */
const mends: Readonly<Record<string, Mend>> = {
  'charge not recorded': async ({ wake }, tx, { transaction_id }) => {
    await runSql(tx, chargeDue, [transaction_id]);
    afterCommit(tx, wake);
    return true;
  },
  'refund not recorded': async ({ wakeRefunder }, tx, { refund_id }) => {
    await runSql(tx, refundDue, [refund_id]);
    afterCommit(tx, wakeRefunder);
    return true;
  },
  'capture of a cancelled order': captureLate,
  'unknown refund': recordRefund,
};

/** Mends a difference to the provider in the transaction that found it; false for one that only people can judge. */
export const mend: Mend = async (deps, tx, difference) =>
  (await mends[difference.what]?.(deps, tx, difference)) ?? false;

const chargeDue = `update payments set due_at = clock_timestamp(), leased = false where transaction_id = $1 and status = 'processing'`;
const refundDue = `update refunds set due_at = clock_timestamp(), leased = false where id = $1 and status = 'open'`;

/** The order was cancelled before we heard of it, and yet money was taken: it is recorded, told, and goes back. */
async function captureLate({ wakeRefunder }: Mending, tx: Tx, { transaction_id, key, amount_cents }: Difference) {
  const payment = await lockPayment(tx, 'transaction_id', transaction_id);
  if (!payment || payment.of.captured_cents !== null) return false;
  await inTrace(payment.traceparent, async () => {
    const captured = await append(tx, payment, { kind: 'captured', amount_cents, key, reason: 'reconciled' });
    await stage(tx, paymentSucceeded, { ...told(payment), occurred_at: captured.at });
    await requestOwed(tx, captured);
  });
  afterCommit(tx, wakeRefunder);
  return true;
}

const inserting = `
  insert into refunds (id, transaction_id, order_id, key, amount_cents, reason, status, traceparent)
  values ($1, $2, $3, $4, $5, 'requested', 'succeeded', $6)`;

/** Money went back of which we know nothing: it is entered as asked for and given. */
async function recordRefund(_: Mending, tx: Tx, { transaction_id, key, amount_cents }: Difference): Promise<boolean> {
  const payment = await lockPayment(tx, 'transaction_id', transaction_id);
  if (!payment || refundable(payment.of) < amount_cents) return false;
  const { order_id, traceparent } = payment;
  await runSql(tx, inserting, [Bun.randomUUIDv7(), transaction_id, order_id, key, amount_cents, traceparent]);
  await inTrace(traceparent, () => tellRefund(tx, payment, key, amount_cents));
  return true;
}

async function tellRefund(tx: Tx, payment: Locked, key: string, amount_cents: number): Promise<void> {
  const facts = { amount_cents, key, reason: 'reconciled' };
  const { of, at } = await append(tx, payment, { kind: 'refund_requested', ...facts }, { kind: 'refunded', ...facts });
  await stage(tx, paymentRefunded, {
    ...told({ ...payment, amount_cents }),
    refunded_amount: toAmount(of.refunded_cents),
    reason: 'requested',
    occurred_at: at,
  });
}

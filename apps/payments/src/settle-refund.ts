import { paymentRefunded } from '@ecomm/contracts/events';
import { toAmount } from '@ecomm/contracts/money';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Db, Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import type { Log } from '@ecomm/runtime/log';
import { inTrace } from '@ecomm/runtime/trace';
import { append, lockPayment, type Locked } from './payment-entries.ts';
import { told } from './payment.ts';
import type { Charged } from './provider.ts';
import { requestOwed } from './request-refund.ts';

export type RefundAnswer = Charged & {
  id: string;
  transaction_id: string;
  /** As with the answer to a charge. */
  traceparent?: string;
};

export interface SettleRefundDeps {
  db: Db;
  log: Log;
  /** Tells the refunder that a refund is due. */
  wakeRefunder?: () => void;
}

interface Settled {
  key: string;
  amount_cents: number;
  reason: 'requested' | 'order_cancelled';
  traceparent: string;
  cause_id: string | null;
}

const settling = `
  update refunds set status = $2, failure_reason = $3, updated_at = clock_timestamp()
  where id = $1 and status = 'open'
  returning key, amount_cents, reason, traceparent, cause_id`;

/**
 * The provider's answer to a refund → `succeeded` + payment.refunded, or `declined`; entry and payment in the same
 * transaction. Only the first recorded answer counts. What a cancelled order is owed after a decline is asked for anew.
 */
export async function settleRefund(deps: SettleRefundDeps, answer: RefundAnswer): Promise<void> {
  const { id, transaction_id, outcome, reason, traceparent } = answer;
  await deps.db.transaction(async (tx) => {
    // The payment's row first, as everyone who needs both.
    const payment = (await lockPayment(tx, 'transaction_id', transaction_id))!;
    const [settled] = await runSql<Settled>(tx, settling, [id, outcome, reason]);
    if (!settled) return;
    const settle = () =>
      outcome === 'succeeded' ? given(tx, payment, settled) : refused(deps, tx, payment, settled, reason);
    await inTrace(traceparent ?? settled.traceparent, settle, settled.cause_id);
  });
}

async function given(tx: Tx, payment: Locked, { key, amount_cents, reason, cause_id }: Settled): Promise<void> {
  const { of, at } = await append(tx, payment, { kind: 'refunded', amount_cents, key, reason, cause_id });
  await stage(tx, paymentRefunded, {
    ...told({ ...payment, amount_cents }),
    refunded_amount: toAmount(of.refunded_cents),
    reason,
    occurred_at: at,
  });
}

async function refused(deps: SettleRefundDeps, tx: Tx, payment: Locked, refund: Settled, why: string): Promise<void> {
  const { amount_cents, key, reason: asked } = refund;
  const declined = await append(tx, payment, { kind: 'refund_declined', amount_cents, key, reason: why });
  const { of } = await requestOwed(tx, declined);
  const { order_id, transaction_id } = payment;
  afterCommit(tx, () => {
    const facts = { order_id, transaction_id, key, amount_cents, reason: why };
    if (asked === 'order_cancelled')
      deps.log.error(
        facts,
        'the provider declined the refund of a cancelled order: the money is owed, will ask under a new key',
      );
    else deps.log.warn(facts, 'the provider declined a refund');
    if (of.open_cents > 0) deps.wakeRefunder?.();
  });
}

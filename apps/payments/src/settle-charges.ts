import { paymentFailed, paymentSucceeded } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Db, Tx } from '@ecomm/database/connect';
import { sqlState } from '@ecomm/database/errors';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import { inTrace } from '@ecomm/runtime/trace';
import { tracedTogether } from '@ecomm/runtime/traced';
import { lockPayment } from './payment-entries.ts';
import { told, type PaymentRow } from './payment.ts';
import type { Charged } from './provider.ts';
import { requestOwed } from './request-refund.ts';

export type Answer = Charged & {
  transaction_id: string;
  /** Of the attempt that it answers: the result's event follows from it, else from the payment's own. */
  traceparent?: string;
};

export interface SettleDeps {
  db: Db;
  /** Tells the refunder that a refund is due. */
  wakeRefunder?: () => void;
}

type Settled = PaymentRow & { traceparent: string; cause_id: string | null; refund_wanted: boolean };

const settling = `
  with settled as (
    update payments p
    set status = case r.outcome when 'succeeded' then 'succeeded' else 'failed' end,
      failure_reason = r.reason, entries = p.entries + 1, updated_at = clock_timestamp()
    from unnest($1::uuid[], $2::text[], $3::text[]) as r (transaction_id, outcome, reason)
    where p.transaction_id = r.transaction_id and p.status = 'processing'
    returning p.*
  ), noted as (
    insert into payment_entries (transaction_id, entry, kind, amount_cents, key, reason, at)
    select transaction_id, entries, case status when 'succeeded' then 'captured' else 'declined' end, amount_cents,
      order_id, failure_reason, updated_at
    from settled
  )
  select transaction_id, order_id, user_id, amount_cents, status, failure_reason, traceparent, cause_id, refund_wanted,
    ${instantText('updated_at')} as updated_at
  from settled`;

/**
 * The provider's answers → `processing` becomes `succeeded` or `failed` + payment.succeeded | payment.failed, in one
 * transaction. An answer to a payment that is final already writes and says nothing: only the first recorded one counts.
 * What is captured of a cancelled order becomes a refund at once.
 */
export async function settleCharges(deps: SettleDeps, answers: readonly Answer[]): Promise<void> {
  const one = [...new Map(answers.map((answer) => [answer.transaction_id, answer])).values()];
  try {
    await settle(deps, one);
  } catch (error) {
    // Cancels hold rows in the order of their events: with one row a transaction there is nothing to deadlock over.
    if (sqlState(error) !== deadlock || one.length === 1) throw error;
    for (const answer of one) await settle(deps, [answer]);
  }
}

const deadlock = '40P01';

const about = { name: 'settle charges', kind: 'internal' } as const;

function settle(deps: SettleDeps, answers: readonly Answer[]): Promise<void> {
  const columns = [answers.map((a) => a.transaction_id), answers.map((a) => a.outcome), answers.map((a) => a.reason)];
  const attempts = new Map(answers.map((answer) => [answer.transaction_id, answer.traceparent]));
  const record = () =>
    deps.db.transaction(async (tx) => {
      const settled = await runSql<Settled>(tx, settling, columns);
      const inIts = <T>({ transaction_id, traceparent }: Settled, work: () => T, cause?: string | null): T =>
        inTrace(attempts.get(transaction_id) ?? traceparent, work, cause);
      await Promise.all(settled.map((payment) => inIts(payment, () => announce(tx, payment), payment.cause_id)));
      for (const payment of settled) if (payment.refund_wanted) await inIts(payment, () => giveBack(deps, tx, payment));
    });
  return tracedTogether([...attempts.values()], about, record);
}

async function announce(tx: Tx, payment: Settled): Promise<void> {
  const result = { ...told(payment), occurred_at: payment.updated_at };
  if (payment.status === 'succeeded') await stage(tx, paymentSucceeded, result);
  else
    await stage(tx, paymentFailed, {
      ...result,
      ...(payment.failure_reason ? { reason: payment.failure_reason } : {}),
    });
}

async function giveBack({ wakeRefunder }: SettleDeps, tx: Tx, { transaction_id }: Settled): Promise<void> {
  await requestOwed(tx, (await lockPayment(tx, 'transaction_id', transaction_id))!);
  if (wakeRefunder) afterCommit(tx, wakeRefunder);
}

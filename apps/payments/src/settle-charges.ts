import { paymentFailed, paymentSucceeded } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Db, Tx } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { together } from '@ecomm/database/together';
import { outgoing, type Outgoing } from '@ecomm/outbox/outgoing';
import { stageAll } from '@ecomm/outbox/stage';
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
    from ${givenRows('$1::uuid[], $2::text[], $3::text[]', 'transaction_id, outcome, reason')} r
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
 * The provider's answer → `processing` becomes `succeeded` or `failed` + payment.succeeded | payment.failed. An answer to a
 * payment that is final already writes and says nothing: only the first recorded one counts. What is captured of a cancelled
 * order becomes a refund at once. Answers that come close together share a transaction; what one of them fails by, as a
 * deadlock with a cancel, which locks rows in the order of its events, has each recorded alone.
 */
export function settler(deps: SettleDeps): (answer: Answer) => Promise<void> {
  const settle = together(
    async (answers: readonly Answer[]) => {
      await settleCharges(deps, answers);
      return answers;
    },
    { statementsMax: 1 },
  );
  return async (answer) => void (await settle(answer));
}

const about = { name: 'settle charges', kind: 'internal' } as const;

/** Many answers in one transaction. */
export function settleCharges(deps: SettleDeps, answers: readonly Answer[]): Promise<void> {
  const one = new Map(answers.map((answer) => [answer.transaction_id, answer]));
  const traces = [...one.values()].map(({ traceparent }) => traceparent);
  return tracedTogether(traces, about, () => deps.db.transaction((tx) => settle(deps, tx, one)));
}

async function settle({ wakeRefunder }: SettleDeps, tx: Tx, answers: ReadonlyMap<string, Answer>): Promise<void> {
  const one = [...answers.values()];
  const columns = [one.map((a) => a.transaction_id), one.map((a) => a.outcome), one.map((a) => a.reason)];
  const settled = await runSql<Settled>(tx, settling, columns);
  const inIts = <T>({ transaction_id, traceparent }: Settled, work: () => T, cause?: string | null): T =>
    inTrace(answers.get(transaction_id)?.traceparent ?? traceparent, work, cause);
  await stageAll(
    tx,
    settled.map((payment) => inIts(payment, () => result(payment), payment.cause_id)),
  );
  const owing = settled.filter(({ refund_wanted }) => refund_wanted);
  for (const payment of owing) await inIts(payment, () => giveBack(tx, payment));
  if (owing.length > 0 && wakeRefunder) afterCommit(tx, wakeRefunder);
}

function result(payment: Settled): Outgoing {
  const result = { ...told(payment), occurred_at: payment.updated_at };
  if (payment.status === 'succeeded') return outgoing(paymentSucceeded, result);
  return outgoing(paymentFailed, {
    ...result,
    ...(payment.failure_reason ? { reason: payment.failure_reason } : {}),
  });
}

const giveBack = async (tx: Tx, { transaction_id }: Settled): Promise<unknown> =>
  requestOwed(tx, (await lockPayment(tx, 'transaction_id', transaction_id))!);

import { paymentFailed, paymentSucceeded } from '@ecomm/contracts/events';
import type { Db } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import { continueTrace } from '@ecomm/runtime/trace';
import { told, type PaymentRow } from './payment.ts';
import type { Charged } from './provider.ts';

export type Answer = Charged & { transaction_id: string };

type Settled = PaymentRow & { traceparent: string };

const settling = `
  update payments p
  set status = case r.outcome when 'succeeded' then 'succeeded' else 'failed' end,
    failure_reason = r.reason, updated_at = clock_timestamp()
  from unnest($1::uuid[], $2::text[], $3::text[]) as r (transaction_id, outcome, reason)
  where p.transaction_id = r.transaction_id and p.status = 'processing'
  returning p.transaction_id, p.order_id, p.user_id, p.amount_cents, p.status, p.failure_reason, p.traceparent,
    ${instantText('p.updated_at')} as updated_at`;

/**
 * The provider's answers → `processing` becomes `succeeded` or `failed` + payment.succeeded | payment.failed, in one
 * transaction. An answer to a payment that is final already writes and says nothing: only the first recorded one counts.
 */
export async function settleCharges(db: Db, answers: readonly Answer[]): Promise<void> {
  const one = [...new Map(answers.map((answer) => [answer.transaction_id, answer])).values()];
  const columns = [one.map((a) => a.transaction_id), one.map((a) => a.outcome), one.map((a) => a.reason)];
  await db.transaction(async (tx) => {
    const settled = await runSql<Settled>(tx, settling, columns);
    await Promise.all(
      settled.map((payment) =>
        continueTrace(payment.traceparent, async () => {
          const result = { ...told(payment), occurred_at: payment.updated_at };
          if (payment.status === 'succeeded') await stage(tx, paymentSucceeded, result);
          else
            await stage(tx, paymentFailed, {
              ...result,
              ...(payment.failure_reason ? { reason: payment.failure_reason } : {}),
            });
        }),
      ),
    );
  });
}

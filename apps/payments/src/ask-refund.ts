import '@ecomm/runtime/failpoint';
import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { errorType } from '@ecomm/runtime/error-type';
import { traceparent } from '@ecomm/runtime/trace';
import { currentSpan, traced } from '@ecomm/runtime/traced';
import { askInTime } from './ask-in-time.ts';
import type { AskDeps } from './charge-payment.ts';
import { pauseMs } from './payment.ts';
import type { RefundRequest } from './provider.ts';
import { settleRefund, type RefundAnswer } from './settle-refund.ts';
import type { Leased } from './side-by-side.ts';

/** A refund whose lease we hold. */
export type DueRefund = RefundRequest & Leased & { id: string; traceparent: string };

export type RefundDeps = AskDeps;

const leaseSeconds = 10;

/** As charge-payment.ts leases: due refunds that `which` (SQL with $1) picks, by the database's clock. */
const leasing = (which: string) => `
  with due as materialized (
    select id, leased as left_over from refunds where status = 'open' and due_at <= now() ${which}
    for update skip locked
  )
  update refunds r
  set due_at = clock_timestamp() + interval '${leaseSeconds} s', attempts = r.attempts + 1, leased = true
  from due where r.id = due.id
  returning r.id, r.key, r.transaction_id, r.order_id, r.amount_cents, r.attempts, r.traceparent, due.left_over`;

const leasingOldest = leasing('order by due_at limit $1');
const leasingOne = leasing('and id = $1');

/** Takes up to `max` due refunds for ten seconds. */
export const leaseRefunds = (db: Db, max: number): Promise<DueRefund[]> => runSql<DueRefund>(db, leasingOldest, [max]);

/** Takes a refund for ten seconds, unless it is final, not due, or somebody else's. */
export const leaseRefund = async (db: Db, id: string): Promise<DueRefund | undefined> =>
  (await runSql<DueRefund>(db, leasingOne, [id]))[0];

/**
 * Asks the provider for a refund, outside of any transaction, and records its answer. No answer in time means that nobody
 * knows: it is due again after a pause, and asked with the same key. Never rejects.
 */
export function askRefund(deps: RefundDeps): (due: DueRefund) => Promise<void> {
  const { db, provider, timeoutMs, log, delivered = (record) => record } = deps;
  const settle = delivered<RefundAnswer>((answer) => settleRefund(deps, answer));

  const ask = async (due: DueRefund): Promise<void> => {
    const { id, order_id, transaction_id, attempts } = due;
    currentSpan()?.set({ 'ecomm.order.id': order_id, 'ecomm.attempt': attempts });
    try {
      await failpoint('payments.before-refund');
      await askInTime(
        timeoutMs,
        (signal) => provider.refund(due, signal),
        async (answer) => {
          await failpoint('payments.after-refund');
          await settle({ id, transaction_id, ...answer, traceparent: traceparent() });
        },
      );
    } catch (err) {
      currentSpan()?.fail(errorType(err));
      log.warn(
        { err, order_id, transaction_id, refund_id: id, attempts },
        'refund has no recorded answer, will ask again',
      );
      await putOff(db, id, attempts).catch(() => undefined); // the end of the lease brings it back
    }
  };
  return (due) => traced(due.traceparent, about, () => ask(due));
}

const about = { name: 'refund payment', kind: 'internal' } as const;

/** Only while the lease of this attempt is the last one: a later one is somebody else's to end. */
const puttingOff = `
  update refunds set due_at = clock_timestamp() + make_interval(secs => $3), leased = false
  where id = $1 and attempts = $2 and status = 'open'`;

const putOff = (db: Db, id: string, attempts: number): Promise<unknown> =>
  runSql(db, puttingOff, [id, attempts, pauseMs(attempts) / 1000]);

import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Log } from '@ecomm/runtime/log';
import { continueTrace } from '@ecomm/runtime/trace';
import { pauseMs } from './payment.ts';
import type { ChargeRequest, Provider } from './provider.ts';
import { settleCharges, type Answer } from './settle-charges.ts';
import { together } from './together.ts';

/** A payment whose lease we hold. */
export type DueCharge = Omit<ChargeRequest, 'key'> & { attempts: number; traceparent: string };

export interface ChargeDeps {
  db: Db;
  provider: Provider;
  /** How long the provider may take; with what the database may take, well below the lease. */
  timeoutMs: number;
  log: Log;
}

const leaseSeconds = 10;
const settledTogether = 128;

/** Leases due payments that `which` (SQL with $1) picks to the caller, by the database's clock. */
const leasing = (which: string) => `
  with due as materialized (
    select transaction_id from payments where status = 'processing' and due_at <= clock_timestamp() ${which}
    for update skip locked
  )
  update payments p
  set due_at = clock_timestamp() + interval '${leaseSeconds} s', attempts = p.attempts + 1
  from due where p.transaction_id = due.transaction_id
  returning p.transaction_id, p.order_id, p.amount_cents, p.payment_method, p.attempts, p.traceparent`;

const leasingOldest = leasing('order by due_at limit $1');
const leasingOrder = leasing('and order_id = $1');

/** Takes up to `max` due charges for ten seconds. */
export const leaseCharges = (db: Db, max: number): Promise<DueCharge[]> => runSql<DueCharge>(db, leasingOldest, [max]);

/** Takes an order's charge for ten seconds, unless it is final, not due, or somebody else's. */
export const leaseCharge = async (db: Db, orderId: string): Promise<DueCharge | undefined> =>
  (await runSql<DueCharge>(db, leasingOrder, [orderId]))[0];

/**
 * Asks the provider, outside of any transaction, with the order id as the key, and records its answer. No answer in time
 * means that nobody knows: the charge is due again after a pause, and asked with the same key. Never rejects.
 */
export function chargePayment({ db, provider, timeoutMs, log }: ChargeDeps): (due: DueCharge) => Promise<void> {
  const settle = together<Answer>(settledTogether, (answers) => settleCharges(db, answers));

  const charge = async (due: DueCharge): Promise<void> => {
    const { order_id, transaction_id, attempts } = due;
    try {
      const charged = await provider.charge({ ...due, key: order_id }, AbortSignal.timeout(timeoutMs));
      await settle({ transaction_id, ...charged });
    } catch (err) {
      log.warn({ err, order_id, transaction_id, attempts }, 'charge has no recorded answer, will ask again');
      await putOff(db, transaction_id, attempts).catch(() => undefined); // the end of the lease brings it back
    }
  };
  return (due) => continueTrace(due.traceparent, () => charge(due));
}

/** Only while the lease of this attempt is the last one: a later one is somebody else's to end. */
const puttingOff = `
  update payments set due_at = clock_timestamp() + make_interval(secs => $3)
  where transaction_id = $1 and attempts = $2 and status = 'processing'`;

const putOff = (db: Db, transactionId: string, attempts: number): Promise<unknown> =>
  runSql(db, puttingOff, [transactionId, attempts, pauseMs(attempts) / 1000]);

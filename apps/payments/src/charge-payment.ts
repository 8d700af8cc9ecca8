import '@ecomm/runtime/failpoint';
import type { Db } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { runSql } from '@ecomm/database/run-sql';
import { errorType } from '@ecomm/runtime/error-type';
import type { Log } from '@ecomm/runtime/log';
import { traceparent } from '@ecomm/runtime/trace';
import { currentSpan, traced } from '@ecomm/runtime/traced';
import { askInTime } from './ask-in-time.ts';
import { pauseMs } from './payment.ts';
import type { ChargeRequest, Provider } from './provider.ts';
import { settler } from './settle-charges.ts';
import type { Leased } from './side-by-side.ts';

/** A payment whose lease we hold. */
export type DueCharge = Omit<ChargeRequest, 'key'> & Leased & { traceparent: string };

export interface AskDeps {
  db: Db;
  provider: Provider;
  /** How long the provider may take; with what the database may take, well below the lease. */
  timeoutMs: number;
  /** Whether the provider's guard lets calls through; it does unless told. */
  isUp?: () => boolean;
  /** Tells the refunder that a refund is due. */
  wakeRefunder?: () => void;
  /** How often an answer arrives: once, unless a test says otherwise. */
  delivered?: <Given>(record: (answer: Given) => Promise<void>) => (answer: Given) => Promise<void>;
  log: Log;
}

export type ChargeDeps = AskDeps;

export const leaseSeconds = 10;

/**
 * Leases due payments that `which` (SQL with $1) picks to the caller, by the database's clock: now(), since with
 * clock_timestamp() it would read the whole queue to find what is due.
 */
const leasing = (which: string) => `
  with due as materialized (
    select transaction_id, leased as left_over from payments
    where status = 'processing' and due_at <= now() ${which}
    for update skip locked
  )
  update payments p
  set due_at = clock_timestamp() + interval '${leaseSeconds} s', attempts = p.attempts + 1, leased = true
  from due where p.transaction_id = due.transaction_id
  returning p.transaction_id, p.order_id, p.amount_cents, p.payment_method, p.attempts, p.traceparent, due.left_over`;

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
export function chargePayment(deps: ChargeDeps): (due: DueCharge) => Promise<void> {
  const { db, provider, timeoutMs, log, delivered = (record) => record } = deps;
  const settle = delivered(settler(deps));

  const charge = async (due: DueCharge): Promise<void> => {
    const { order_id, transaction_id, attempts } = due;
    currentSpan()?.set({ 'ecomm.order.id': order_id, 'ecomm.attempt': attempts });
    try {
      await failpoint('payments.before-charge');
      await askInTime(
        timeoutMs,
        (signal) => provider.charge({ ...due, key: order_id }, signal),
        async (charged) => {
          await failpoint('payments.after-charge');
          await settle({ transaction_id, ...charged, traceparent: traceparent() });
        },
      );
    } catch (err) {
      currentSpan()?.fail(errorType(err));
      log.warn({ err, order_id, transaction_id, attempts }, 'charge has no recorded answer, will ask again');
      await putOff(db, transaction_id, attempts).catch(() => undefined); // the end of the lease brings it back
    }
  };
  return (due) => traced(due.traceparent, about, () => charge(due));
}

const about = { name: 'charge payment', kind: 'internal' } as const;

const givingUp = `
  update payments set due_at = clock_timestamp(), attempts = attempts - 1, leased = false
  from ${givenRows('$1::uuid[]', 'id')} due
  where transaction_id = due.id and attempts = 1 and leased and status = 'processing'`;

/** Ends the leases with which charges were opened that were not begun. */
export const giveUpCharges = (db: Db, due: readonly DueCharge[]): Promise<unknown> =>
  runSql(db, givingUp, [due.map(({ transaction_id }) => transaction_id)]);

/** Only while the lease of this attempt is the last one: a later one is somebody else's to end. */
const puttingOff = `
  update payments set due_at = clock_timestamp() + make_interval(secs => $3), leased = false
  where transaction_id = $1 and attempts = $2 and status = 'processing'`;

const putOff = (db: Db, transactionId: string, attempts: number): Promise<unknown> =>
  runSql(db, puttingOff, [transactionId, attempts, pauseMs(attempts) / 1000]);

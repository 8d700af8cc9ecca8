import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { failureOf, fold, statusOf, type Entry, type Fold, type PaymentRow } from './payment.ts';

export type Written = Entry & { cause_id?: string | null; traceparent?: string | null };

type LockedRow = Pick<PaymentRow, 'transaction_id' | 'order_id' | 'user_id' | 'amount_cents'> & {
  traceparent: string;
  cause_id: string | null;
};

/** A payment whose row this transaction holds, with all that happened to it. */
export type Locked = LockedRow & { entries: readonly Written[]; of: Fold };

const locking = (by: 'order_id' | 'transaction_id') => `
  select transaction_id, order_id, user_id, amount_cents, traceparent, cause_id
  from payments where ${by} = $1 for update`;

const locks = { order_id: locking('order_id'), transaction_id: locking('transaction_id') };

const reading = `
  select kind, amount_cents, key, reason, cause_id, traceparent from payment_entries where transaction_id = $1 order by entry`;

/** Locks a payment's row until the end of the transaction; undefined when there is none. */
export async function lockPayment(tx: Tx, by: keyof typeof locks, id: string): Promise<Locked | undefined> {
  const [row] = await runSql<LockedRow>(tx, locks[by], [id]);
  if (!row) return undefined;
  const entries = await runSql<Written>(tx, reading, [row.transaction_id]); // a statement of its own sees what we waited for
  return { ...row, entries, of: fold(entries) };
}

const appending = `
  with noted as (
    insert into payment_entries (transaction_id, entry, kind, amount_cents, key, reason, cause_id, traceparent)
    select $1, $2::int + row_number() over (), kind, amount_cents, key, reason, cause_id, traceparent from json_to_recordset($3::json)
      as written (kind text, amount_cents bigint, key text, reason text, cause_id uuid, traceparent text)
    returning 1
  )
  update payments set entries = $2::int + (select count(*)::int from noted), status = $4, failure_reason = $5,
    refunded_cents = $6, refund_wanted = $7, updated_at = clock_timestamp()
  where transaction_id = $1
  returning ${instantText('updated_at')} as updated_at`;

/** Appends to a locked payment's entries and keeps their fold in its row. */
export async function append(tx: Tx, payment: Locked, ...written: Written[]): Promise<Locked & { at: string }> {
  const entries = [...payment.entries, ...written];
  const of = fold(entries);
  const [row] = await runSql<{ updated_at: string }>(tx, appending, [
    payment.transaction_id,
    payment.entries.length,
    JSON.stringify(written),
    statusOf(of),
    failureOf(of),
    of.refunded_cents,
    of.refund_wanted,
  ]);
  return { ...payment, entries, of, at: row!.updated_at };
}

import { paymentAttempted } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { causeId, traceparent } from '@ecomm/runtime/trace';
import { told, type Intent } from './payment.ts';

export interface OpenDeps {
  /** Tells the charger that a charge is due. */
  wake: () => void;
}

const inserting = `
  with opened as (
    insert into payments (transaction_id, order_id, user_id, amount_cents, payment_method, status, entries, traceparent, cause_id)
    values ($1, $2, $3, $4, $5, 'processing', 1, $6, $7)
    on conflict (order_id) do nothing
    returning transaction_id, order_id, amount_cents, created_at
  ), noted as (
    insert into payment_entries (transaction_id, entry, kind, amount_cents, key, cause_id, at)
    select transaction_id, 1, 'intended', amount_cents, order_id, $8, created_at from opened
  )
  select ${instantText('created_at')} as created_at from opened`;

/**
 * An order to be paid → its one payment, `processing`, + payment.attempted, then wakes the charger after the commit. For
 * an order that has a payment already, also a voided one, nothing happens; another amount or buyer than that payment's is a permanent
 * Problem 409 `payment.mismatch`.
 */
export async function openPayment({ wake }: OpenDeps, tx: Tx, intent: Intent): Promise<void> {
  const { order_id, user_id, amount_cents, payment_method } = intent;
  const transaction_id = Bun.randomUUIDv7();
  const attempted = Bun.randomUUIDv7();
  const [opened] = await runSql<{ created_at: string }>(tx, inserting, [
    transaction_id,
    order_id,
    user_id,
    amount_cents,
    payment_method,
    traceparent(),
    attempted,
    causeId() ?? null,
  ]);
  if (!opened) return agree(tx, intent);
  const begun = { ...told({ transaction_id, ...intent }), occurred_at: opened.created_at };
  await stage(tx, paymentAttempted, begun, { id: attempted });
  afterCommit(tx, wake);
}

async function agree(tx: Tx, { order_id, user_id, amount_cents }: Intent): Promise<void> {
  const known = await runSql(tx, 'select 1 from payments where order_id = $1 and user_id = $2 and amount_cents = $3', [
    order_id,
    user_id,
    amount_cents,
  ]);
  if (known.length === 0) throw mismatch();
}

export const mismatch = (): Problem =>
  new Problem(409, 'payment.mismatch', 'The order has a payment of another amount or buyer.', { permanent: true });

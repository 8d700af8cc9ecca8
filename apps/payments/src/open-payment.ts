import { paymentAttempted } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { traceparent } from '@ecomm/runtime/trace';
import { told, type Intent } from './payment.ts';

export interface OpenDeps {
  /** Tells the charger that a charge is due. */
  wake: () => void;
}

const inserting = `
  insert into payments (transaction_id, order_id, user_id, amount_cents, payment_method, status, traceparent)
  values ($1, $2, $3, $4, $5, 'processing', $6)
  on conflict (order_id) do nothing
  returning ${instantText('created_at')} as created_at`;

/**
 * An order to be paid → its one payment, `processing`, + payment.attempted, then wakes the charger after the commit. For
 * an order that has a payment already nothing happens; another amount or buyer than that payment's is a permanent
 * Problem 409 `payment.mismatch`.
 */
export async function openPayment({ wake }: OpenDeps, tx: Tx, intent: Intent): Promise<void> {
  const { order_id, user_id, amount_cents, payment_method } = intent;
  const transaction_id = Bun.randomUUIDv7();
  const [opened] = await runSql<{ created_at: string }>(tx, inserting, [
    transaction_id,
    order_id,
    user_id,
    amount_cents,
    payment_method,
    traceparent(),
  ]);
  if (!opened) return agree(tx, intent);
  await stage(tx, paymentAttempted, { ...told({ transaction_id, ...intent }), occurred_at: opened.created_at });
  afterCommit(tx, wake);
}

async function agree(tx: Tx, { order_id, user_id, amount_cents }: Intent): Promise<void> {
  const known = await runSql(tx, 'select 1 from payments where order_id = $1 and user_id = $2 and amount_cents = $3', [
    order_id,
    user_id,
    amount_cents,
  ]);
  if (known.length === 0)
    throw new Problem(409, 'payment.mismatch', 'The order has a payment of another amount or buyer.', {
      permanent: true,
    });
}

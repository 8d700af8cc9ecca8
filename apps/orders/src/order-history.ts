import { orderUpdated } from '@ecomm/contracts/events';
import { toAmount } from '@ecomm/contracts/money';
import { afterCommit } from '@ecomm/database/after-commit';
import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { stage } from '@ecomm/outbox/stage';
import { traceId } from '@ecomm/runtime/trace';
import { sql } from 'drizzle-orm';
import { countTransition } from './metrics.ts';
import type { Status } from './order.ts';
import { changed } from './order-feed.ts';
import { orderHistory } from './schema.ts';

export interface Change {
  order_id: string;
  user_id: number;
  total_cents: number;
  sequence: number;
  status: Status;
  previous_status: Status;
  transaction_id: string | null;
  reason: string | null;
  /** The event that caused it; null for somebody's own request. */
  cause_id: string | null;
  /** The order's `updated_at` from this status on: RFC 3339 UTC. */
  at: string;
}

/**
 * A status that an order now has → its history → order.updated, all in the transaction that gave it. Those who watch the
 * order here are told after COMMIT.
 */
export async function remember(tx: Tx, change: Change): Promise<void> {
  const { order_id, user_id, total_cents, sequence, status, previous_status, reason, at } = change;
  const event_id = Bun.randomUUIDv7();
  changed(tx, order_id);
  afterCommit(tx, () => countTransition(status));
  await Promise.all([
    insert(tx).execute({ ...change, event_id, trace_id: traceId() ?? null }),
    stage(
      tx,
      orderUpdated,
      {
        order_id,
        user_id,
        amount: toAmount(total_cents),
        status,
        previous_status,
        ...(reason === null ? {} : { reason }),
        sequence,
        occurred_at: at,
      },
      { id: event_id },
    ),
  ]);
}

const { placeholder } = sql;

const insert = prepared((db: DbOrTx) =>
  db
    .insert(orderHistory)
    .values({
      order_id: placeholder('order_id'),
      sequence: placeholder('sequence'),
      status: placeholder('status'),
      previous_status: placeholder('previous_status'),
      transaction_id: placeholder('transaction_id'),
      reason: placeholder('reason'),
      cause_id: placeholder('cause_id'),
      event_id: placeholder('event_id'),
      trace_id: placeholder('trace_id'),
      at: placeholder('at'),
    })
    .prepare('remember_change'),
);

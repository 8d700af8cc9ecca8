import { orderUpdated } from '@ecomm/contracts/events';
import { toAmount } from '@ecomm/contracts/money';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { runSql } from '@ecomm/database/run-sql';
import { outgoing } from '@ecomm/outbox/outgoing';
import { stageAll } from '@ecomm/outbox/stage';
import { traceId, type Within } from '@ecomm/runtime/trace';
import { countTransition } from './metrics.ts';
import type { Status } from './order.ts';
import { changed } from './order-feed.ts';

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
  /** In the trace of what caused it. */
  within: Within;
}

const given = rowSet('change', {
  order_id: 'uuid',
  sequence: 'int',
  status: 'text',
  previous_status: 'text',
  reason: 'text',
  cause_id: 'uuid',
  transaction_id: 'uuid',
  event_id: 'uuid',
  trace_id: 'text',
  at: 'text',
});
const inserting = namedSql(`
  insert into order_history (order_id, sequence, status, previous_status, reason, cause_id, transaction_id, event_id, trace_id, at)
  select order_id, sequence, status, previous_status, reason, cause_id, transaction_id, event_id, trace_id, at::timestamptz
  from ${given.sql}`);

/**
 * Statuses that orders now have → their histories → order.updated, all in the transaction that gave them. Those who watch
 * these orders here are told after COMMIT.
 */
export async function rememberAll(tx: Tx, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const told = changes.map((change) => change.within(() => ({ ...change, ...tell(change) })));
  for (const { order_id } of told) changed(tx, order_id);
  afterCommit(tx, () => told.forEach(({ status }) => countTransition(status)));
  const events = told.map(({ event }) => event);
  const rows = told.map((one) => ({ ...one, event_id: one.event.id }));
  const insert = runSql(tx, inserting.text, inserting.values(given.values(rows)));
  await Promise.all([insert, stageAll(tx, events)]);
}

/** The same for one, in the trace of the caller. */
export const remember = (tx: Tx, change: Omit<Change, 'within'>): Promise<void> =>
  rememberAll(tx, [{ ...change, within: (fn) => fn() }]);

const tell = ({ order_id, user_id, total_cents, sequence, status, previous_status, reason, at }: Change) => ({
  trace_id: traceId() ?? null,
  event: outgoing(orderUpdated, {
    order_id,
    user_id,
    amount: toAmount(total_cents),
    status,
    previous_status,
    ...(reason === null ? {} : { reason }),
    sequence,
    occurred_at: at,
  }),
});

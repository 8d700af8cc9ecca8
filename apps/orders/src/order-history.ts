import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { sql } from 'drizzle-orm';
import type { Status } from './order.ts';
import { changed } from './order-feed.ts';
import { orderHistory } from './schema.ts';

export interface Change {
  order_id: string;
  sequence: number;
  status: Status;
  previous_status: Status;
  transaction_id: string | null;
  reason: string | null;
  /** The event that caused it; null for somebody's own request. */
  cause_id: string | null;
}

/** Keeps a status that an order now has, in the transaction that gave it, and tells those who watch it here after COMMIT. */
export async function remember(tx: Tx, change: Change): Promise<void> {
  changed(tx, change.order_id);
  await insert(tx).execute({ ...change });
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
    })
    .prepare('remember_change'),
);

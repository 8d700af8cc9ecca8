import type { OrderUpdated } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import type { Log } from '@ecomm/runtime/log';
import { claimOf, type ReservationState } from './reservation.ts';
import { retakeStock } from './retake-stock.ts';

export interface SettleDeps {
  log: Log;
  /** Wakes what puts the stock back; see return-stock.ts. */
  returnSoon(): void;
}

/** One that nobody knows is noted as released: an order that failed before its stock was asked for gets none. */
const release = `
  insert into reservations (order_id, state, holds_stock, sequence) values ($1, 'released', false, $2)
  on conflict (order_id) do update set state = 'released', sequence = excluded.sequence
  where reservations.sequence < excluded.sequence
  returning state, holds_stock`;

/** Expired, but its stock not yet put back: simply kept. */
const confirm = `
  update reservations set sequence = $2,
    state = case when holds_stock and state in ('held', 'expired') then 'confirmed' else state end
  where order_id = $1 and sequence < $2
  returning state, holds_stock`;

type Settled = { state: ReservationState; holds_stock: boolean };

/**
 * On order.updated: paid, shipped, delivered → confirmed, or stock.shortfall; failed, cancelled, refunded → released. The
 * status is read as a state, and a sequence not above the last seen says nothing new (design.md §3, rules 4 and 7).
 */
export const settleReservation =
  ({ log, returnSoon }: SettleDeps) =>
  async (tx: Tx, { payload }: Event<OrderUpdated>): Promise<void> => {
    const { order_id, status, sequence } = payload;
    const claim = claimOf[status];
    if (claim === 'open') return;
    const [settled] = await runSql<Settled>(tx, claim === 'void' ? release : confirm, [order_id, sequence]);
    if (claim === 'void') {
      if (settled?.holds_stock) afterCommit(tx, returnSoon);
    } else if (settled && settled.state !== 'confirmed') await retakeStock(tx, log, order_id, settled.state);
  };

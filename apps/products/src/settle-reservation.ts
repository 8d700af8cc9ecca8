import type { OrderUpdated } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { runSql } from '@ecomm/database/run-sql';
import type { Heard } from '@ecomm/events/subscription';
import type { Log } from '@ecomm/runtime/log';
import { claimOf, type ReservationState } from './reservation.ts';
import { retakeStock } from './retake-stock.ts';

export interface SettleDeps {
  log: Log;
  /** Wakes what puts the stock back; see return-stock.ts. */
  returnSoon(): void;
}

const said = `${givenRows('$1::uuid[], $2::int[]', 'order_id, sequence')} said`;

/** One that nobody knows is noted as released: an order that failed before its stock was asked for gets none. */
const release = `
  insert into reservations (order_id, state, holds_stock, sequence) select order_id, 'released', false, sequence from ${said}
  on conflict (order_id) do update set state = 'released', sequence = excluded.sequence
  where reservations.sequence < excluded.sequence
  returning order_id, state, holds_stock`;

/** Expired, but its stock not yet put back: simply kept. */
const confirm = `
  update reservations r set sequence = said.sequence,
    state = case when holds_stock and state in ('held', 'expired') then 'confirmed' else state end
  from ${said} where r.order_id = said.order_id and r.sequence < said.sequence
  returning r.order_id, r.state, r.holds_stock`;

type Settled = { order_id: string; state: ReservationState; holds_stock: boolean };

/**
 * On order.updated: paid, shipped, delivered → confirmed, or stock.shortfall; failed, cancelled, refunded → released. The
 * status is read as a state, and a sequence not above the last seen says nothing new (design.md §3, rules 4 and 7).
 */
export const settleReservations =
  (deps: SettleDeps) =>
  async (tx: Tx, events: readonly News[]): Promise<void> => {
    for (const news of rounds(events.filter(({ payload }) => claimOf[payload.status] !== 'open')))
      await settle(deps, tx, news);
  };

type News = Heard<OrderUpdated>;

/** One statement sees an order once: what else is said of it comes with the next. */
function rounds(events: readonly News[]): News[][] {
  const found: News[][] = [];
  const times = new Map<string, number>();
  for (const event of events) {
    const order_id = event.payload.order_id.toLowerCase();
    const round = times.get(order_id) ?? 0;
    times.set(order_id, round + 1);
    (found[round] ??= []).push(event);
  }
  return found;
}

/** By id, so that two batches that meet over the same orders wait for each other and don't deadlock. */
const inOrder = (news: readonly News[]): News[] =>
  news.toSorted(({ payload: a }, { payload: b }) => (a.order_id < b.order_id ? -1 : 1));

async function settle({ log, returnSoon }: SettleDeps, tx: Tx, news: readonly News[]): Promise<void> {
  const { void: voided = [], sold = [] } = Object.groupBy(inOrder(news), ({ payload }) => claimOf[payload.status]);
  const [released, confirmed] = await Promise.all([write(tx, release, voided), write(tx, confirm, sold)]);
  if (released.some(({ holds_stock }) => holds_stock)) afterCommit(tx, returnSoon);
  const withoutStock = new Map(
    confirmed.filter(({ state }) => state !== 'confirmed').map(({ order_id, state }) => [order_id, state]),
  );
  for (const { payload, within } of news) {
    const order_id = payload.order_id.toLowerCase();
    const state = withoutStock.get(order_id);
    if (state) await within(() => retakeStock(tx, log, order_id, state));
  }
}

const write = async (tx: Tx, sql: string, news: readonly News[]): Promise<Settled[]> =>
  news.length === 0
    ? []
    : runSql<Settled>(tx, sql, [
        news.map(({ payload }) => payload.order_id),
        news.map(({ payload }) => payload.sequence),
      ]);

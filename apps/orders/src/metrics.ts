import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { kept } from '@ecomm/runtime/kept';
import { counter, gauge } from '@ecomm/runtime/metrics';
import { next, type Status } from './order.ts';

const orders = gauge('ecomm_orders', 'Orders that are pending, 100,000 at most; each copy counts those of all.', [
  'status',
]);
const placed = counter('ecomm_orders_placed_total', 'Orders that were accepted.');
const transitions = counter('ecomm_order_transitions_total', 'Orders that came to a status, from another.', ['status']);

placed.add(0);
for (const status of Object.keys(next)) if (status !== 'pending') transitions.add(0, { status });

export const countPlaced = (): void => placed.add(1);
export const countTransition = (status: Status): void => transitions.add(1, { status });

const keptMs = 10_000;

/** By the index of pending orders, and no further than that: how many there are of the others would be a count of the table (docs/adr/0027). */
export const counting = `select count(*)::int as pending from (select from orders where status = 'pending' limit 100000) as counted`;

/** Shows the orders that wait for their payment. */
export function watchOrders(db: Db): void {
  const pending = kept(async () => (await runSql<{ pending: number }>(db, counting))[0]?.pending, keptMs);
  orders.watch(pending, { status: 'pending' });
}

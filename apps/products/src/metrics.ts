import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { kept } from '@ecomm/runtime/kept';
import { gauge } from '@ecomm/runtime/metrics';

const open = gauge(
  'ecomm_stock_reservations_open',
  'Reservations that hold stock, 100,000 at most; each copy counts those of all.',
);

const keptMs = 10_000;

/** By the index of those that are held. */
export const counting = `select count(*)::int as held from (select from reservations where state = 'held' limit 100000) as counted`;

/** Shows the reservations that neither an order nor their time has ended. */
export const watchReservations = (db: Db): void =>
  void open.watch(kept(async () => (await runSql<{ held: number }>(db, counting))[0]?.held, keptMs));

import { productUpdated } from '@ecomm/contracts/events';
import type { Db, Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { outgoing } from '@ecomm/outbox/outgoing';
import { stageAll } from '@ecomm/outbox/stage';
import type { Log } from '@ecomm/runtime/log';
import { traced } from '@ecomm/runtime/traced';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { inArray, sql } from 'drizzle-orm';
import { productState } from './product.ts';
import { productColumns } from './product-columns.ts';
import { products, stockChanges } from './schema.ts';

const due = `
  select p.id from products p join stock_changes c on c.product_id = p.id
  where p.stock_published_at <= now() - interval '1 second'`;
const passes = [
  [100, 'for no key update of p skip locked'],
  [1, 'for no key update of p'],
] as const;

/** Of one look and pass: where buyers are faster than this, a stop need not wait for the last of them. */
const roundsMax = 10;

/**
 * Tells how much is left of what was bought or given back: product.updated, `changed: ['stock_quantity']`, at most once a
 * second a product, whichever copy does it. The mark is set with the stock and cleared with the event, each under the
 * product's lock, so that the last value is always told. It looks twice a second and is not woken: buyers come far more
 * often.
 */
export const publishStock = ({ db, log }: { db: Db; log: Log }): Wakeable =>
  wakeable({ name: 'publish-stock', log, everyMs: 500 }, async () => void (await publishDueStock(db)));

/** Publishes for every product that is due; gives for how many. Those being bought right now are waited for one by one. */
export async function publishDueStock(db: Db): Promise<number> {
  let published = 0;
  for (const [limit, lock] of passes) {
    for (let round = 0, batch: number = limit; round < roundsMax && batch === limit; round += 1) {
      const [some] = await runSql(db, `${due} limit 1`);
      if (!some) return published;
      batch = await traced(undefined, about, () => db.transaction((tx) => publish(tx, limit, lock)));
      published += batch;
    }
  }
  return published;
}

const about = { name: 'publish stock', kind: 'internal' } as const;

async function publish(tx: Tx, limit: number, lock: string): Promise<number> {
  const chosen = sql.raw(`${due} order by p.id limit ${limit} ${lock}`);
  const changed = await tx
    .update(products)
    .set({ stock_published_at: sql`now()` })
    .where(sql`${products.id} = any(array(${chosen}))`)
    .returning(productColumns);
  if (changed.length === 0) return 0;
  const ids = changed.map(({ id }) => id);
  await tx.delete(stockChanges).where(inArray(stockChanges.product_id, ids));
  const states = changed.map((product) => productState(product, ['stock_quantity']));
  await stageAll(
    tx,
    states.map((state) => outgoing(productUpdated, state)),
  );
  return changed.length;
}

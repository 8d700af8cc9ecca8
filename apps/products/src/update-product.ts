import { productUpdated } from '@ecomm/contracts/events';
import type { ProductChange } from '@ecomm/contracts/http/products';
import { toCents } from '@ecomm/contracts/money';
import type { Db, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { eq, sql } from 'drizzle-orm';
import { refuseTakenSku } from './create-product.ts';
import {
  changedFields,
  etagOf,
  isCatalogueChange,
  matches,
  notFound,
  productState,
  type ChangedField,
  type VersionedProduct,
} from './product.ts';
import { productColumns } from './product-columns.ts';
import { products, stockChanges } from './schema.ts';

/**
 * PUT /:id → product + outbox in one transaction → product.updated, or nothing at all when nothing changes.
 * `ifMatch` that names another version is 412 `product.precondition_failed`, a taken SKU 409 `product.sku_taken`.
 */
export function updateProduct(
  { db }: { db: Db },
  id: number,
  change: ProductChange,
  ifMatch?: string,
): Promise<VersionedProduct> {
  return refuseTakenSku(
    db.transaction(async (tx) => {
      const current = await lockProduct(tx, id);
      if (ifMatch !== undefined && !matches(ifMatch, etagOf(current)))
        throw new Problem(412, 'product.precondition_failed', 'The product has changed: read it again.');
      const changed = changedFields(current, change);
      if (changed.length === 0) return current;
      const product = await writeChange(tx, id, change, changed);
      await stage(tx, productUpdated, productState(product, changed));
      return product;
    }),
  );
}

/** The product, its row locked until the end of the transaction; 404 when there is none. */
export async function lockProduct(tx: Tx, id: number): Promise<VersionedProduct> {
  const [product] = await findForUpdate(tx).execute({ id });
  if (!product) throw notFound(id);
  return product;
}

const findForUpdate = prepared((db) =>
  db
    .select(productColumns)
    .from(products)
    .where(eq(products.id, sql.placeholder('id')))
    .for('no key update')
    .prepare('lock_product'),
);

async function writeChange(tx: Tx, id: number, change: ProductChange, changed: readonly ChangedField[]) {
  const { price, ...fields } = change;
  // This change's own event tells the stock.
  const isStockTold = changed.includes('stock_quantity');
  if (isStockTold) await tx.delete(stockChanges).where(eq(stockChanges.product_id, id));
  const [product] = await tx
    .update(products)
    .set({
      ...fields,
      ...(price === undefined ? {} : { price_cents: toCents(price) }),
      ...(isCatalogueChange(changed) ? { version: sql`${products.version} + 1` } : {}),
      ...(isStockTold ? { stock_published_at: sql`now()` } : {}),
      updated_at: sql`now()`,
    })
    .where(eq(products.id, id))
    .returning(productColumns);
  return product!;
}

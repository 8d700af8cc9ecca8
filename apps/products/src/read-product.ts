import type { Db } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import type { Caller } from '@ecomm/http/operation';
import { eq, sql } from 'drizzle-orm';
import { notFound, type VersionedProduct } from './product.ts';
import { productColumns } from './product-columns.ts';
import { products } from './schema.ts';

/** GET /:id. An inactive product is there for admins only: 404 `product.not_found`. */
export async function readProduct({ db }: { db: Db }, id: number, caller?: Caller): Promise<VersionedProduct> {
  const [product] = await findProduct(db).execute({ id });
  if (!product || (!product.is_active && caller?.role !== 'admin')) throw notFound(id);
  return product;
}

const findProduct = prepared((db) =>
  db
    .select(productColumns)
    .from(products)
    .where(eq(products.id, sql.placeholder('id')))
    .prepare('find_product'),
);

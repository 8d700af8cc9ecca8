import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Caller } from '@ecomm/http/operation';
import { notFound, type VersionedProduct } from './product.ts';
import { productFields } from './product-columns.ts';

/** GET /:id. An inactive product is there for admins only: 404 `product.not_found`. */
export async function readProduct({ db }: { db: Db }, id: number, caller?: Caller): Promise<VersionedProduct> {
  const [product] = await runSql<VersionedProduct>(db, findProduct, [id]);
  if (!product || (!product.is_active && caller?.role !== 'admin')) throw notFound(id);
  return product;
}

const findProduct = `select ${productFields}, version from products where id = $1`;

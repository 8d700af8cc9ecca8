import { productCreated } from '@ecomm/contracts/events';
import type { NewProduct } from '@ecomm/contracts/http/products';
import { toCents } from '@ecomm/contracts/money';
import type { Db } from '@ecomm/database/connect';
import { isUniqueViolation } from '@ecomm/database/errors';
import { prepared } from '@ecomm/database/prepared';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { sql } from 'drizzle-orm';
import { productState, type VersionedProduct } from './product.ts';
import { productColumns } from './product-columns.ts';
import { products } from './schema.ts';

/** POST / → product + outbox in one transaction → product.created. A taken SKU is 409 `product.sku_taken`. */
export async function createProduct({ db }: { db: Db }, admin: number, wish: NewProduct): Promise<VersionedProduct> {
  const row = {
    name: wish.name,
    description: wish.description ?? null,
    price_cents: toCents(wish.price),
    stock_quantity: wish.stock_quantity ?? 0,
    sku: wish.sku ?? null,
    is_active: wish.is_active ?? true,
    created_by: admin,
  };
  return refuseTakenSku(
    db.transaction(async (tx) => {
      const [product] = await insertProduct(tx).execute(row);
      await stage(tx, productCreated, productState(product!, Object.keys(row).map(wireName)));
      return product!;
    }),
  );
}

const wireName = (column: string): string => (column === 'price_cents' ? 'price' : column);

/** Passes `work` on; two products with one SKU are a 409. */
export async function refuseTakenSku<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error, 'products_sku')) throw error;
    throw new Problem(409, 'product.sku_taken', 'Another product has this SKU.', { cause: error });
  }
}

const value = sql.placeholder;

const insertProduct = prepared((db) =>
  db
    .insert(products)
    .values({
      name: value('name'),
      description: value('description'),
      price_cents: value('price_cents'),
      stock_quantity: value('stock_quantity'),
      sku: value('sku'),
      is_active: value('is_active'),
      created_by: value('created_by'),
    })
    .returning(productColumns)
    .prepare('insert_product'),
);

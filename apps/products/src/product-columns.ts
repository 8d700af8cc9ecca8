import { toAmount } from '@ecomm/contracts/money';
import { instant, instantText } from '@ecomm/database/instant';
import { sql } from 'drizzle-orm';
import { products } from './schema.ts';

/** A product shaped for the reply by a statement of `runSql`, as `productColumns` by drizzle: for what is asked most. */
export const productFields = `id, name, description, price_cents::float8 / 100 as price, stock_quantity, sku, image_url,
  created_by, is_active, ${instantText('created_at')} as created_at, ${instantText('updated_at')} as updated_at`;

/** A product shaped for the reply by the query, with the version that its ETag tells. */
export const productColumns = {
  id: products.id,
  name: products.name,
  description: products.description,
  price: sql<number>`${products.price_cents}`.mapWith((cents) => toAmount(Number(cents))),
  stock_quantity: products.stock_quantity,
  sku: products.sku,
  image_url: products.image_url,
  created_by: products.created_by,
  is_active: products.is_active,
  created_at: instant(products.created_at),
  updated_at: instant(products.updated_at),
  version: products.version,
};

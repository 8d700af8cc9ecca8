import { toAmount } from '@ecomm/contracts/money';
import { instant } from '@ecomm/database/instant';
import { sql } from 'drizzle-orm';
import { products } from './schema.ts';

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

// Generated from TypeSpec by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../../kinds.ts';

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** Decimal price of one unit with at most two places; 50 lines of 1,000 units at the highest price stay exact in cents. */
const price = Decimal({ minimum: 0, maximum: 9999999.99, 'x-decimal-places': 2 });

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

/** A product was added to the catalogue. */
export const ProductCreated = T.Object({
  product_id: id,
  name: T.String(),
  price: price,
  stock_quantity: T.Integer({ minimum: 0, maximum: 2147483647 }),
  sku: T.Union([T.String(), T.Null()]),
  is_active: T.Boolean(),
  image_url: T.Union([T.String(), T.Null()]),
  changed: T.Array(T.String()),
  occurred_at: instant,
});
export type ProductCreated = Static<typeof ProductCreated>;

/** A product or its stock changed; for stock at most once a second a product. */
export const ProductUpdated = T.Object({
  product_id: id,
  name: T.String(),
  price: price,
  stock_quantity: T.Integer({ minimum: 0, maximum: 2147483647 }),
  sku: T.Union([T.String(), T.Null()]),
  is_active: T.Boolean(),
  image_url: T.Union([T.String(), T.Null()]),
  changed: T.Array(T.String()),
  occurred_at: instant,
});
export type ProductUpdated = Static<typeof ProductUpdated>;

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** An order was paid after its reservation had expired, and there is not enough stock left for all of it: none was taken. One for each order, naming the first product that is short. */
export const StockShortfall = T.Object({
  order_id: uuid,
  product_id: id,
  missing: T.Integer({ minimum: 1, maximum: 2147483647 }),
  occurred_at: instant,
});
export type StockShortfall = Static<typeof StockShortfall>;

/** A product was added to the catalogue. */
export const productCreated = {
  type: 'product.created',
  topic: 'product.created',
  version: 1,
  key: 'product_id',
  owner: 'products',
  schema: ProductCreated,
} as const;

/** A product or its stock changed; for stock at most once a second a product. */
export const productUpdated = {
  type: 'product.updated',
  topic: 'product.updated',
  version: 1,
  key: 'product_id',
  owner: 'products',
  schema: ProductUpdated,
} as const;

/** An order was paid after its reservation had expired, and there is not enough stock left for all of it: none was taken.
One for each order, naming the first product that is short. */
export const stockShortfall = {
  type: 'stock.shortfall',
  topic: 'stock.shortfall',
  version: 1,
  key: 'order_id',
  owner: 'products',
  schema: StockShortfall,
} as const;

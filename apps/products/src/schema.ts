import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ReservationState } from './reservation.ts';
import { searchText } from './search-text.ts';

export { deadLetters, inbox, outbox, relayLease } from '@ecomm/outbox/tables';

const instant = () => timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow();
const cents = () => bigint({ mode: 'number' }).notNull();
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

export const products = pgTable(
  'products',
  {
    id: integer().primaryKey().generatedByDefaultAsIdentity(),
    name: text().notNull(),
    description: text(),
    price_cents: cents(),
    /** What can still be bought: reserved units are taken off. No index may name it, so that taking stock stays HOT. */
    stock_quantity: integer().notNull().default(0),
    /** For indexes: it changes seldom. */
    sold_out: boolean()
      .notNull()
      .generatedAlwaysAs(sql`stock_quantity = 0`),
    sku: text(),
    image_url: text(),
    created_by: integer(),
    is_active: boolean().notNull().default(true),
    /** Counts changes of the catalogue data, not of the stock: the ETag. */
    version: integer().notNull().default(1),
    /** When product.updated last told the stock; see publish-stock.ts. */
    stock_published_at: instant(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    unique('products_sku').on(t.sku),
    check('products_stock', sql`${t.stock_quantity} >= 0`),
    index('products_newest')
      .on(t.id)
      .where(sql`is_active`),
    index('products_by_price')
      .on(t.price_cents, t.id)
      .where(sql`is_active`),
    index('products_by_name')
      .on(sql`lower(${t.name})`, t.id)
      .where(sql`is_active`),
    index('products_newest_in_stock')
      .on(t.sold_out, t.id)
      .where(sql`is_active`),
    index('products_by_price_in_stock')
      .on(t.sold_out, t.price_cents, t.id)
      .where(sql`is_active`),
    index('products_by_name_in_stock')
      .on(t.sold_out, sql`lower(${t.name})`, t.id)
      .where(sql`is_active`),
    index('products_search')
      .using('gin', sql`${sql.raw(searchText)} gin_trgm_ops`)
      .where(sql`is_active`),
  ],
);

/**
 * Products whose stock has changed since it was last told. Written and deleted only under the lock of the product's row,
 * and beside it, so that taking stock changes no index of the catalogue.
 */
export const stockChanges = pgTable('stock_changes', { product_id: integer().primaryKey() });

/** Pictures, each under a name made here; a product's last two are kept. */
export const images = pgTable(
  'images',
  {
    name: text().primaryKey(),
    product_id: integer()
      .notNull()
      .references(() => products.id),
    content_type: text().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    picture: bytea().notNull(),
    created_at: instant(),
  },
  (t) => [index('images_by_product').on(t.product_id)],
);

/** One row for each order that asked for stock or was refused it for good; without lines it is a tombstone. */
export const reservations = pgTable(
  'reservations',
  {
    order_id: uuid().primaryKey(),
    state: text().$type<ReservationState>().notNull(),
    /** Its units are off the shelf. Released or expired, it owes them: see return-stock.ts. */
    holds_stock: boolean().notNull(),
    /** Highest sequence of order.updated seen. */
    sequence: integer().notNull().default(0),
    expires_at: instant(),
    /** When stock.shortfall was said of it: paid, with its stock given back and not enough left. Once an order. */
    shortfall_at: timestamp({ withTimezone: true, mode: 'string' }),
    /** When the sweeper looks at a held one next: at its expiry, later when orders gave no answer. */
    look_at: instant(),
    created_at: instant(),
  },
  (t) => [
    index('reservations_to_look_at')
      .on(t.look_at)
      .where(sql`state = 'held'`),
    index('reservations_owing')
      .on(t.order_id)
      .where(sql`holds_stock and state in ('released', 'expired')`),
  ],
);

/** What was reserved, with the name, SKU and price it was answered with. */
export const reservationLines = pgTable(
  'reservation_lines',
  {
    order_id: uuid()
      .notNull()
      .references(() => reservations.order_id),
    product_id: integer()
      .notNull()
      .references(() => products.id),
    quantity: integer().notNull(),
    name: text().notNull(),
    sku: text(),
    price_cents: cents(),
  },
  (t) => [
    primaryKey({ columns: [t.order_id, t.product_id] }),
    index('reservation_lines_by_product').on(t.product_id, t.order_id),
  ],
);

import type { Knex } from 'knex';

/** The tables of the catalogue and of the orders, with the indexes that their queries need. */
export async function createTables(db: Knex): Promise<void> {
  if (await db.schema.hasTable('products')) return;
  await createProducts(db);
  await createOrders(db);
}

async function createProducts(db: Knex): Promise<void> {
  await db.schema.createTable('products', (table) => {
    table.increments('id');
    table.text('name').notNullable();
    table.text('description');
    table.bigInteger('price_cents').notNullable();
    table.integer('stock_quantity').notNullable().defaultTo(0);
    table.text('sku').unique();
    table.text('image_url');
    table.integer('created_by');
    table.boolean('is_active').notNullable().defaultTo(true);
    table.timestamps(true, true);
    table.index(['price_cents', 'id']);
  });
  await db.raw('create index products_by_name on products (lower(name), id)');
}

async function createOrders(db: Knex): Promise<void> {
  await db.schema.createTable('orders', (table) => {
    table.uuid('id').primary();
    table.bigInteger('user_id').notNullable();
    table.text('status').notNullable();
    table.bigInteger('total_cents').notNullable();
    table.integer('items_count').notNullable();
    table.text('shipping_address');
    table.text('payment_method').notNullable();
    table.timestamps(true, true);
    table.index(['user_id', 'status']);
  });
  await db.schema.createTable('order_lines', (table) => {
    table.uuid('order_id').notNullable().references('orders.id');
    table.bigInteger('product_id').notNullable();
    table.text('name').notNullable();
    table.text('sku');
    table.integer('quantity').notNullable();
    table.bigInteger('price_cents').notNullable();
    table.primary(['order_id', 'product_id']);
  });
  await db.schema.createTable('order_history', (table) => {
    table.uuid('order_id').notNullable().references('orders.id');
    table.integer('sequence').notNullable();
    table.text('status').notNullable();
    table.timestamp('at').notNullable().defaultTo(db.fn.now());
    table.primary(['order_id', 'sequence']);
  });
  await db.schema.createTable('outbox', (table) => {
    table.bigIncrements('position');
    table.text('topic').notNullable();
    table.text('key').notNullable();
    table.jsonb('payload').notNullable();
    table.timestamp('sent_at');
    table.timestamp('created_at').notNullable().defaultTo(db.fn.now());
  });
  await db.schema.createTable('idempotency_keys', (table) => {
    table.bigInteger('user_id').notNullable();
    table.text('key').notNullable();
    table.integer('status');
    table.jsonb('body');
    table.timestamp('created_at').notNullable().defaultTo(db.fn.now());
    table.primary(['user_id', 'key']);
  });
}

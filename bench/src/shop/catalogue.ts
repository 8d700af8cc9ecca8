import type postgres from 'postgres';

/** The first product that is made here. */
export const firstProduct = 1_001;
/** So many, from the first, never run out. */
export const orderable = 100;

/**
 * Products up to so many: prices spread to 50,000.00, a tenth of them sold out. For the products of the shop and of whoever
 * it is compared with: the same rows.
 */
export async function fillCatalogue(sql: postgres.Sql, count: number): Promise<void> {
  await sql`
    insert into products (id, name, description, price_cents, stock_quantity, sku, created_at, updated_at)
    select ${firstProduct - 1}::int + n, 'Product number ' || n,
      'What one would say of product number ' || n || ', in a line or so', 100 + n::bigint * 7919 % 5000000,
      case when n > ${orderable}::int and n % 10 = 0 then 0 else 1000000000 end, 'BENCH-' || n,
      timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01' + n * interval '1 second'
    from generate_series(1, ${count}::int) n on conflict do nothing`;
  await sql`vacuum analyze products`;
}

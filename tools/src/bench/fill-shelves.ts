import type { BenchShop } from './bench-shop.ts';

/** More of everything than can be sold here. */
export async function fillShelves({ products }: BenchShop['sql']): Promise<void> {
  await products`update products set stock_quantity = 1000000000 where id <= 100`;
}

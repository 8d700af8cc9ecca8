import { request } from '../../src/buyer.ts';
import type { TestShop } from '../../src/shop.fixture.ts';
import type { Account } from '../load/buyers.ts';
import type { World } from '../fault.ts';
import type { OpenRecord } from '../record/record.ts';

/** Puts so much of each product on its shelf, and on record; gives their ids. */
export async function stockShelves(shop: TestShop, { stockBefore }: OpenRecord, stock: number): Promise<number[]> {
  const rows = await shop.sql('products')<{ id: number }[]>`
    update products set stock_quantity = ${stock} where is_active returning id`;
  const ids = rows.map(({ id }) => id).toSorted((a, b) => a - b);
  for (const id of ids) stockBefore.set(id, stock);
  return ids;
}

/** A product that the load does not order by itself. */
export const productAdder =
  (shop: TestShop, admin: Account, { stockBefore }: OpenRecord): World['addProduct'] =>
  async (stock) => {
    const { status, body } = await request<{ id: number }>(`${shop.url('products')}/`, {
      token: await admin.token(),
      body: { name: `Chaos ${crypto.randomUUID()}`, price: 9.99, stock_quantity: stock },
    });
    if (status !== 201) throw new Error(`a product was answered ${status} ${JSON.stringify(body)}`);
    stockBefore.set(body.id, stock);
    return body.id;
  };

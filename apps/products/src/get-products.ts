import type { GetProductsResponse } from '@ecomm/contracts/rpc/products';
import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';

/** As many as fit into a gRPC message of 64 KiB with the longest names. */
const idsMax = 50;
const idMax = 2 ** 31 - 1;

const find = `
  select id, name, sku, price_cents as unit_price_cents, stock_quantity, image_url, is_active
  from products where id = any($1::int[]) order by id`;

type Row = { [K in keyof GetProductsResponse['products'][number]]: GetProductsResponse['products'][number][K] | null };

/** Those of the ids that exist, inactive ones too, in order of their id; at most 50 at once (422 `request.invalid`). */
export async function getProducts({ db }: { db: Db }, ids: readonly number[]): Promise<GetProductsResponse> {
  if (ids.length > idsMax) {
    const message = `At most ${idsMax} products at once.`;
    throw new Problem(422, 'request.invalid', message, { errors: [{ path: 'ids', message }] });
  }
  const possible = ids.filter((id) => Number.isInteger(id) && id >= 1 && id <= idMax);
  const products = await runSql<Row>(db, find, [possible]);
  return { products: products.map(withoutNulls) };
}

/** A protobuf message has no null: what is not there is left out. */
const withoutNulls = (row: Row) =>
  Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as GetProductsResponse['products'][number];

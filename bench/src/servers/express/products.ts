import type { Knex } from 'knex';
import { z } from 'zod';
import { HttpError } from './http-error.ts';

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(512).optional(),
  q: z.string().max(200).optional(),
  min_price: z.coerce.number().min(0).optional(),
  max_price: z.coerce.number().min(0).optional(),
  in_stock: z.enum(['true', 'false']).optional(),
  sort: z.enum(['newest', 'price_asc', 'price_desc', 'name']).default('newest'),
});

const columns = [
  'id',
  'name',
  'description',
  'price_cents',
  'stock_quantity',
  'sku',
  'image_url',
  'created_by',
  'is_active',
  'created_at',
  'updated_at',
];

interface ProductRow {
  id: number;
  name: string;
  description: string | null;
  price_cents: string;
  [column: string]: unknown;
}

/** GET /list: active products, a page at a time by keyset. */
export async function listProducts(db: Knex, asked: unknown) {
  const { limit, cursor, q, min_price, max_price, in_stock, sort } = query.parse(asked);
  const rows = await db('products')
    .select<ProductRow[]>(columns)
    .where('is_active', true)
    .modify((products) => {
      if (q !== undefined) {
        const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
        void products.where((any) => {
          void any.whereILike('name', pattern).orWhereILike('description', pattern).orWhereILike('sku', pattern);
        });
      }
      if (min_price !== undefined) void products.where('price_cents', '>=', Math.round(min_price * 100));
      if (max_price !== undefined) void products.where('price_cents', '<=', Math.round(max_price * 100));
      if (in_stock !== undefined) void products.whereRaw('(stock_quantity > 0) = ?', [in_stock === 'true']);
      if (cursor !== undefined) void products.whereRaw(...after(sort, cursor));
    })
    .orderByRaw(orders[sort])
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toProduct);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last ? encode(keyOf(sort, last), last.id) : null };
}

/** GET /:id */
export async function readProduct(db: Knex, id: string) {
  if (!/^\d{1,9}$/.test(id)) throw new HttpError(404, 'there is no such product');
  const row = await db('products')
    .select<ProductRow[]>(columns)
    .where({ id: Number(id), is_active: true })
    .first();
  if (!row) throw new HttpError(404, 'there is no such product');
  return toProduct(row);
}

type Sort = z.infer<typeof query>['sort'];
type Product = ReturnType<typeof toProduct>;

const orders: Record<Sort, string> = {
  newest: 'id desc',
  price_asc: 'price_cents, id',
  price_desc: 'price_cents desc, id desc',
  name: 'lower(name), id',
};

const toProduct = ({ id, name, description, price_cents, ...rest }: ProductRow) => ({
  id,
  name,
  description,
  price: Number(price_cents) / 100,
  ...rest,
});

const keyOf = (sort: Sort, { price, name }: Product): string | number | null =>
  sort === 'newest' ? null : sort === 'name' ? name : Math.round(price * 100);

const encode = (key: string | number | null, id: number): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url');

function after(sort: Sort, cursor: string): [string, (string | number)[]] {
  const [key, id] = decode(cursor);
  if (sort === 'newest') return ['id < ?', [id]];
  if (sort === 'name') return ['(lower(name), id) > (lower(?), ?)', [String(key), id]];
  return [`(price_cents, id) ${sort === 'price_asc' ? '>' : '<'} (?, ?)`, [Number(key), id]];
}

const pair = z.tuple([z.union([z.string(), z.number(), z.null()]), z.number().int()]);

function decode(cursor: string) {
  try {
    return pair.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new HttpError(400, 'the cursor is not valid');
  }
}

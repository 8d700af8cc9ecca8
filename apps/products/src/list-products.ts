import type { Contract, ProductPage } from '@ecomm/contracts/http/products';
import { toCents } from '@ecomm/contracts/money';
import type { Db } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { and, sql, type SQL } from 'drizzle-orm';
import { productColumns } from './product-columns.ts';
import { products, searchText } from './schema.ts';

export type ListQuery = Static<Contract['listProducts']['query']>;
type Sort = NonNullable<ListQuery['sort']>;

const id = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
const value = sql.placeholder;
const byName = sql`lower(${products.name})`;

/**
 * Each order is total and has an index. A cursor is the sort with the key of the page's last row: it is good for that
 * sort only.
 */
const sorts = {
  newest: {
    order: sql`${products.id} desc`,
    after: sql`${products.id} < ${value('afterId')}::int`,
    key: () => null,
    cursor: Type.Tuple([Type.Literal('newest'), Type.Null(), id]),
  },
  price_asc: {
    order: sql`${products.price_cents}, ${products.id}`,
    after: sql`(${products.price_cents}, ${products.id}) > (${value('afterKey')}::bigint, ${value('afterId')}::int)`,
    key: ({ price }) => toCents(price),
    cursor: Type.Tuple([Type.Literal('price_asc'), Type.Integer({ minimum: 0, maximum: 1e12 }), id]),
  },
  price_desc: {
    order: sql`${products.price_cents} desc, ${products.id} desc`,
    after: sql`(${products.price_cents}, ${products.id}) < (${value('afterKey')}::bigint, ${value('afterId')}::int)`,
    key: ({ price }) => toCents(price),
    cursor: Type.Tuple([Type.Literal('price_desc'), Type.Integer({ minimum: 0, maximum: 1e12 }), id]),
  },
  name: {
    order: sql`${byName}, ${products.id}`,
    after: sql`(${byName}, ${products.id}) > (lower(${value('afterKey')}::text), ${value('afterId')}::int)`,
    key: ({ name }) => name,
    cursor: Type.Tuple([Type.Literal('name'), Type.String({ maxLength: 255, pattern: '^[^\\u0000]*$' }), id]),
  },
} satisfies Record<Sort, SortRule>;

interface SortRule {
  order: SQL;
  after: SQL;
  key(last: ProductPage['items'][number]): string | number | null;
  cursor: object;
}

/** GET /list: active products, by keyset and never counted. A cursor of another sort is 400 `cursor.invalid`. */
export async function listProducts(deps: { db: Db }, query: ListQuery): Promise<ProductPage> {
  const { sort = 'newest', limit = 20 } = query;
  const after = decodeCursor(query.cursor, sorts[sort].cursor);
  const rows = await readRows(deps, { ...query, sort, limit: limit + 1 }, after);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last ? encodeCursor([sort, sorts[sort].key(last), last.id]) : null };
}

/**
 * A search looks at the first rows in the order asked for, which is enough for a common word, and only then in the index
 * of words, which finds a rare one at once; the planner, which plans for any word, would choose wrong for one of them.
 */
async function readRows(
  { db }: { db: Db },
  query: Required<Pick<ListQuery, 'sort' | 'limit'>> & ListQuery,
  after?: After,
) {
  const { sort, limit, min_price: min, max_price: max, in_stock: inStock } = query;
  const words = wordsOf(query.q).slice(0, wordsMax);
  const shape = {
    sort,
    isAfter: after !== undefined,
    words: words.length,
    min: min !== undefined,
    max: max !== undefined,
    inStock,
  };
  const values = {
    ...Object.fromEntries(words.map((word, at) => [`word${at}`, word])),
    minCents: toCents(min ?? 0),
    maxCents: toCents(max ?? 0),
    afterKey: after?.[1],
    afterId: after?.[2],
    limit,
  };
  if (words.length === 0) return page({ ...shape, among: 'all' })(db).execute(values);
  const rows = await page({ ...shape, among: 'first' })(db).execute(values);
  return rows.length === limit ? rows : page({ ...shape, among: 'found' })(db).execute(values);
}

type After = readonly [Sort, unknown, number];

/** More words than these, the longest, are not looked for. */
const wordsMax = 8;

/** LIKE patterns, a word each, the longest first. Wildcards mean themselves. */
export const wordsOf = (q = ''): string[] =>
  q
    .split(/\s+/)
    .filter((word) => word !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);

interface Shape {
  sort: Sort;
  isAfter: boolean;
  words: number;
  min: boolean;
  max: boolean;
  inStock: boolean | undefined;
  /** Which rows are filtered and sorted. */
  among: 'all' | 'first' | 'found';
}

type Page = ReturnType<typeof pageQuery>;
const pages = new Map<string, Page>();

/** One prepared statement for each shape of a query, so that each gets a plan of its own. */
function page(shape: Shape): Page {
  const name = `list_${Object.values(shape).join('_')}`;
  let query = pages.get(name);
  if (!query) pages.set(name, (query = pageQuery(name, shape)));
  return query;
}

const { version: _, ...answered } = productColumns;
const firstMax = 1_000;

function pageQuery(name: string, { sort, isAfter, words, min, max, inStock, among }: Shape) {
  const { order, after } = sorts[sort];
  const hasWords = sql.join(
    [sql`true`, ...Array.from({ length: words }, (_, at) => sql`${searchText} ilike ${value(`word${at}`)}`)],
    sql` and `,
  );
  const isOnSale = and(sql`is_active`, isAfter ? after : undefined);
  const candidates = {
    all: undefined,
    first: sql`select id from products where ${isOnSale} order by ${order} limit ${sql.raw(String(firstMax))}`,
    found: sql`select id from products where is_active and ${hasWords}`,
  };
  const stock = sql`(${products.stock_quantity} > 0) = ${sql.raw(String(inStock))}`;
  const where = and(
    isOnSale,
    candidates[among] && sql`${products.id} = any(array(${candidates[among]}))`,
    among === 'first' ? hasWords : undefined,
    min ? sql`${products.price_cents} >= ${value('minCents')}::bigint` : undefined,
    max ? sql`${products.price_cents} <= ${value('maxCents')}::bigint` : undefined,
    inStock === undefined ? undefined : stock,
  );
  return prepared((db) =>
    db.select(answered).from(products).where(where).orderBy(order).limit(value('limit')).prepare(name),
  );
}

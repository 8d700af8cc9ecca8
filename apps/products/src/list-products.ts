import type { Contract, ProductPage } from '@ecomm/contracts/http/products';
import { toCents } from '@ecomm/contracts/money';
import type { Db } from '@ecomm/database/connect';
import { namedSql, type NamedSql } from '@ecomm/database/named-sql';
import { rowsFor } from '@ecomm/database/page-rows';
import { runSql } from '@ecomm/database/run-sql';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { productFields } from './product-columns.ts';
import { searchText } from './search-text.ts';

export type ListQuery = Static<Contract['listProducts']['query']>;
type Sort = NonNullable<ListQuery['sort']>;

const id = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });

/**
 * Each order is total and has an index. A cursor is the sort with the key of the page's last row: it is good for that
 * sort only.
 */
const sorts = {
  newest: {
    columns: ['id'],
    direction: 'desc',
    after: ['$after_id::int'],
    key: () => null,
    cursor: Type.Tuple([Type.Literal('newest'), Type.Null(), id]),
  },
  price_asc: {
    columns: ['price_cents', 'id'],
    direction: 'asc',
    after: ['$after_key::bigint', '$after_id::int'],
    key: ({ price }) => toCents(price),
    cursor: Type.Tuple([Type.Literal('price_asc'), Type.Integer({ minimum: 0, maximum: 1e12 }), id]),
  },
  price_desc: {
    columns: ['price_cents', 'id'],
    direction: 'desc',
    after: ['$after_key::bigint', '$after_id::int'],
    key: ({ price }) => toCents(price),
    cursor: Type.Tuple([Type.Literal('price_desc'), Type.Integer({ minimum: 0, maximum: 1e12 }), id]),
  },
  name: {
    columns: ['lower(name)', 'id'],
    direction: 'asc',
    after: ['lower($after_key::text)', '$after_id::int'],
    key: ({ name }) => name,
    cursor: Type.Tuple([Type.Literal('name'), Type.String({ maxLength: 255, pattern: '^[^\\u0000]*$' }), id]),
  },
} satisfies Record<Sort, SortRule>;

interface SortRule {
  columns: string[];
  direction: 'asc' | 'desc';
  after: string[];
  key(last: Item): string | number | null;
  cursor: object;
}

type Item = ProductPage['items'][number];

/** GET /list: active products, by keyset and never counted. A cursor of another sort is 400 `cursor.invalid`. */
export async function listProducts(deps: { db: Db }, query: ListQuery): Promise<ProductPage> {
  const { sort = 'newest', limit = 20 } = query;
  const after = decodeCursor(query.cursor, sorts[sort].cursor);
  const rows = await readRows(deps, { ...query, sort, limit }, after);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last ? encodeCursor([sort, sorts[sort].key(last), last.id]) : null };
}

/**
 * What is filtered otherwise than sorted is looked for among the first rows in the order asked for, which is enough where
 * much is found, and only then by an index of what is looked for, which finds little at once; the planner, which plans for
 * any value, would choose wrong for one of them.
 */
async function readRows(
  { db }: { db: Db },
  query: Required<Pick<ListQuery, 'sort' | 'limit'>> & ListQuery,
  after?: After,
): Promise<Item[]> {
  const { sort, limit, min_price: min, max_price: max, in_stock: inStock } = query;
  const words = wordsOf(query.q).slice(0, wordsMax);
  const isIndexed = words.length === 0 || words.some((word) => indexable.test(word));
  const shape = {
    rows: rowsFor(limit),
    firstMax: isIndexed ? firstRows.indexed : firstRows.unindexed,
    sort,
    isAfter: after !== undefined,
    words: words.length,
    min: min !== undefined,
    max: max !== undefined,
    inStock,
  };
  const given = {
    ...Object.fromEntries(words.map((word, at) => [`word${at}`, word])),
    min_cents: toCents(min ?? 0),
    max_cents: toCents(max ?? 0),
    after_key: after?.[1],
    after_id: after?.[2],
  };
  const among = (among: Shape['among']): Promise<Item[]> => {
    const { text, values } = page({ ...shape, among });
    return runSql<Item>(db, text, values(given));
  };
  const isFoundInOrder =
    words.length === 0 && ((!shape.min && !shape.max) || sort === 'price_asc' || sort === 'price_desc');
  if (isFoundInOrder) return among('all');
  const rows = await among('first');
  return rows.length > limit || !isIndexed ? rows : among('found');
}

type After = readonly [Sort, unknown, number];

/** More words than these, the longest, are not looked for. */
const wordsMax = 8;

/** The index knows words by three letters in a row. */
const indexable = /[\p{L}\p{N}]{3}/u;

/** LIKE patterns, a word each, the longest first. Wildcards mean themselves. */
export const wordsOf = (q = ''): string[] =>
  q
    .split(/\s+/)
    .filter((word) => word !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);

interface Shape {
  /** How many are read, and among how many. */
  rows: number;
  firstMax: number;
  sort: Sort;
  isAfter: boolean;
  words: number;
  min: boolean;
  max: boolean;
  inStock: boolean | undefined;
  /** Which rows are filtered and sorted. */
  among: 'all' | 'first' | 'found';
}

const pages = new Map<string, NamedSql>();

/** One statement for each shape of a query, so that each gets a plan of its own. */
function page(shape: Shape): NamedSql {
  const name = Object.values(shape).join();
  let query = pages.get(name);
  if (!query) pages.set(name, (query = pageSql(shape)));
  return query;
}

/** Enough to find what is not rare. What no index finds is looked for no further. */
const firstRows = { indexed: 1_000, unindexed: 10_000 };

function pageSql({ rows, firstMax, sort, isAfter, words, min, max, inStock, among }: Shape): NamedSql {
  const { columns, direction, after } = sorts[sort];
  // Not `sold_out = …`: with that the planner would rather filter the index of all than use the one that has it first.
  const stock = inStock === undefined ? [] : [`sold_out between ${!inStock} and ${!inStock}`];
  const [first, firstAfter] = inStock === undefined ? [[], []] : [['sold_out'], [String(!inStock)]];
  const order = [...first, ...columns].map((column) => `${column} ${direction}`).join(', ');
  const beyond = direction === 'asc' ? '>' : '<';
  const place = isAfter ? [`(${[...first, ...columns].join()}) ${beyond} (${[...firstAfter, ...after].join()})`] : [];
  const filters = [
    ...(min ? ['price_cents >= $min_cents'] : []),
    ...(max ? ['price_cents <= $max_cents'] : []),
    ...Array.from({ length: words }, (_, at) => `${searchText} ilike $word${at}`),
  ];
  const from = {
    all: `products where ${all('is_active', stock, place, filters)}`,
    first: `(select * from products where ${all('is_active', stock, place)} order by ${order} limit ${firstMax}) as first
      where ${all('true', filters)}`,
    found: `products where id = any(array(
      select id from (select id, name, price_cents, sold_out from products where ${all('is_active', stock, filters)} offset 0) as found
      where ${all('true', place)} order by ${order} limit ${rows}))`,
  };
  return namedSql(`select ${productFields} from ${from[among]} order by ${order} limit ${rows}`);
}

const all = (condition: string, ...more: string[][]): string => [condition, ...more.flat()].join(' and ');

import postgres from 'postgres';

/**
 * What products' reads are measured against: Bun.serve and one prepared statement, nothing else; the same rows, the same
 * JSON. Arguments: its port, the database, its connections.
 */
const [, , port, databaseUrl = '', connections] = process.argv;
const sql = postgres(databaseUrl, { max: Number(connections), onnotice: () => {} });

const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const select = `select id, name, description, price_cents, stock_quantity, sku, image_url, created_by, is_active,
  ${time('created_at')}, ${time('updated_at')} from products`;
const pageText = `${select} where is_active and id < $1 order by id desc limit $2`;
const filteredText = `${select} where is_active and price_cents >= $1 and (stock_quantity > 0) = $2
  order by price_cents, id limit $3`;
const oneText = `${select} where id = $1`;
const ask = (text: string, values: (number | boolean)[]) => sql.unsafe<ProductRow[]>(text, values, { prepare: true });

interface ProductRow extends postgres.Row {
  id: number;
  price_cents: string;
}

/** Price and no cents, at the place where products has it. */
const product = ({ id, name, description, price_cents, ...rest }: ProductRow) => ({
  id,
  name,
  description,
  price: Number(price_cents) / 100,
  ...rest,
});

const limit = 20;

/** A first page knows the next by its last row, in whatever order: the cursor of a filtered one is never asked for here. */
async function page(query: URLSearchParams) {
  const after = query.get('cursor');
  const id = after ? Number(Buffer.from(after, 'base64url')) : 2 ** 31 - 1;
  const minimum = query.get('min_price');
  const rows =
    minimum === null
      ? await ask(pageText, [id, limit + 1])
      : await ask(filteredText, [Math.round(Number(minimum) * 100), query.get('in_stock') === 'true', limit + 1]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(product),
    next_cursor: last ? Buffer.from(String(last.id)).toString('base64url') : null,
  };
}

const constant = JSON.stringify(await page(new URLSearchParams()));
const headers = { 'content-type': 'application/json' };

Bun.serve({
  port: Number(port),
  hostname: '127.0.0.1',
  routes: {
    '/constant': () => new Response(constant, { headers }),
    '/list': async ({ url }) => Response.json(await page(new URL(url).searchParams)),
    '/:id': async ({ params }) => {
      const [row] = await ask(oneText, [Number(params.id)]);
      return row ? Response.json(product(row)) : new Response(null, { status: 404 });
    },
  },
});

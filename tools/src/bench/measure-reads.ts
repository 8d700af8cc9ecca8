import { databasePool, type BenchShop } from './bench-shop.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';
import { compare } from './compare.ts';
import { get, HttpConnection } from './http-connection.ts';
import type { Target } from './load.ts';
import type { Row } from './row.ts';

const productsCount = 100_000;
/** More pages than products remembers lists, so that none is found remembered. */
const pagesCount = 2_000;

/** GET /list and GET /:id of products, against a server that does nothing else than they must. */
export async function measureReads(bench: Bench): Promise<Row[]> {
  const { shop, ports, sql } = await bench.shop();
  bench.say(`${productsCount.toLocaleString('en-US')} products for GET /list`);
  await addProducts(sql);
  const bare = await startChild(
    'bare-server.ts',
    [`${shop.databaseUrl}/products`, String(databasePool)],
    bench.cleanup,
  );
  const own = { port: ports.http.products, pid: shop.process('products').pid! };
  const listed = await firstPage(own.port);
  if (listed !== (await firstPage(bare.port))) throw new Error('the bare server lists other products than products');

  const both = async (request: (port: number) => Promise<() => string>): Promise<[Target, Target]> => [
    { ...own, request: await request(own.port) },
    { ...bare, request: await request(bare.port) },
  ];
  const path = (text: string) => async () => {
    const request = get(text);
    return () => request;
  };
  const [cached] = await both(path('/list'));
  const [, constant] = await both(path('/constant'));
  return [
    ...(await compare(bench, 'GET /list, 20 of 100,000', await both(pages), 0.8)),
    ...(await compare(bench, 'GET /:id', await both(anyProduct), 0.7)),
    ...(await compare(bench, 'GET /list, remembered', [cached, constant], 0.6)),
  ];
}

async function addProducts({ products: sql }: BenchShop['sql']): Promise<void> {
  await sql`
    insert into products (name, description, price_cents, stock_quantity, sku)
    select 'Product number ' || n, 'What one would say of product number ' || n || ', in a line or so', 100 + n % 50000, 1000,
      'BENCH-' || n from generate_series(1, ${productsCount}::int) n`;
  await sql`vacuum analyze products`;
}

/** The items' JSON; what is behind the cursor is each server's own. */
async function firstPage(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/list`);
  const { items } = (await response.json()) as { items: unknown[] };
  return JSON.stringify(items);
}

/** Walks a server's list for its own cursors; then a page after the other, each asked for in turn. */
async function pages(port: number): Promise<() => string> {
  const connection = await HttpConnection.open(port);
  const requests = [get('/list')];
  while (requests.length < pagesCount) {
    const { body } = await connection.send(requests.at(-1)!);
    const { next_cursor } = JSON.parse(body.toString()) as { next_cursor: string };
    requests.push(get(`/list?cursor=${next_cursor}`));
  }
  connection.close();
  let turn = 0;
  return () => requests[turn++ % requests.length]!;
}

async function anyProduct(): Promise<() => string> {
  return () => get(`/${1 + Math.floor(Math.random() * productsCount)}`);
}

import { alternate } from '../compare/alternate.ts';
import { ratio } from '../compare/compare.ts';
import { served } from '../load/closed-loop.ts';
import { HttpConnection, get } from '../load/http-connection.ts';
import { spelled } from '../load/requests.ts';
import type { Bench } from '../open-bench.ts';
import type { Row } from '../report/row.ts';
import { openReaders, type Readers } from '../servers/open-readers.ts';
import { firstProduct } from '../shop/catalogue.ts';

/** More than products remembers lists, so that none is found remembered. */
const pagesMax = 2_000;
const filtersCount = 10_000;
const idsCount = 5_000;

/** GET /list and GET /:id of products, against a server that does nothing else than they must, and against Express. */
export async function measureReads(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  const readers = await openReaders(bench, cleanup);
  const constant = { ...readers.bare, name: 'a constant' };
  const first = compareReads(bench, 'GET /list, first page');
  const deep = compareReads(bench, 'GET /list, any page');
  const filtered = compareReads(bench, 'GET /list, filtered');
  const one = compareReads(bench, 'GET /:id');
  return [
    ...(await first({ ...readers, bare: constant }, async (port) => [port === constant.port ? '/constant' : '/list'], {
      bare: 0.6,
      express: 8,
    })),
    ...(await deep(readers, pages, { bare: 0.8 })),
    ...(await filtered(readers, async () => filters(), { bare: 0.8 })),
    ...(await one(readers, async () => ids(bench.scale.products), { bare: 0.75 })),
  ];
}

/** Rows of one comparison: us to the bare server, us to Express. */
const compareReads =
  (bench: Bench, what: string) =>
  async (
    readers: Readers,
    paths: (port: number) => Promise<string[]>,
    atLeast: { bare: number; express?: number },
  ): Promise<Row[]> => {
    const { own, bare, express } = readers;
    const contestants = [];
    for (const server of [own, bare, express])
      contestants.push(served(bench, { ...server, requests: await bench.requests(spelled(await paths(server.port))) }));
    const [ofOwn = [], ofBare = [], ofExpress = []] = await alternate(bench, what, contestants);
    return [
      ratio(`${what}, to ${bare.name}`, ofOwn, ofBare, atLeast.bare),
      ratio(`  to ${express.name}`, ofOwn, ofExpress, atLeast.express),
    ];
  };

/** Walks a server's list for its own cursors. */
async function pages(port: number): Promise<string[]> {
  const connection = await HttpConnection.open(port);
  const paths = ['/list'];
  while (paths.length < pagesMax) {
    const { body } = await connection.send(get(paths.at(-1)!));
    const { next_cursor } = JSON.parse(body.toString()) as { next_cursor: string | null };
    if (next_cursor === null) break;
    paths.push(`/list?cursor=${next_cursor}`);
  }
  connection.close();
  return paths;
}

/** Different prices, so that none is found remembered; all of them low enough for a whole page. */
export const filters = (): string[] =>
  Array.from({ length: filtersCount }, (_, n) => `/list?min_price=${1 + n}.5&in_stock=true&sort=price_asc`);

export const ids = (products: number): string[] =>
  Array.from({ length: idsCount }, () => `/${firstProduct + Math.floor(Math.random() * products)}`);

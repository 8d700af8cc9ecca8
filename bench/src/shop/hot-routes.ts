import type { Requests } from '../load/load.ts';
import { spelled } from '../load/requests.ts';
import type { Bench } from '../open-bench.ts';
import { adminToken } from './buyers.ts';
import type { BenchShop } from './bench-shop.ts';
import { firstProduct, orderable } from './catalogue.ts';
import { cpuSecondsByPart } from './cpu-meter.ts';
import { customers } from './customers.ts';
import { grownCustomer, grownOrder } from './grow-orders.ts';
import { untilSettled } from './pending.ts';

export interface HotRoute {
  name: string;
  /** Its work grows with what it finds, so it is not judged by what the tables hold. */
  unjudged?: true;
  round(forMs: number): Promise<Cost>;
}

export interface Cost {
  /** Processor time of a request, in all processes of the shop that work for it. */
  micros: number;
  perSecond: number;
}

const connections = 16;
const pathsCount = 5_000;

/** The routes that customers wait for, each asked for rows anywhere in its tables. */
export async function hotRoutes(bench: Bench, own: BenchShop, rows: number): Promise<HotRoute[]> {
  const { products, orders } = own.ports.http;
  const admin = await adminToken(own);
  const tokens = await customers(bench);
  const any = (): number => 1 + Math.floor(Math.random() * rows);
  const paths = (path: (n: number) => string): string[] => Array.from({ length: pathsCount }, (_, n) => path(n));
  const read = async (name: string, port: number, requests: Requests): Promise<HotRoute> => ({
    name,
    round: measured(bench, own, { port, requests: await bench.requests(requests), expected: 200 }),
  });
  // A filter that lets all through makes each list one that is not remembered.
  const list = (query: (n: number) => string) => spelled(paths((n) => `/list?${query(n)}&max_price=${900_000 + n}`));
  const deep = await cursors(own);
  return [
    await read(
      'GET /list, first page',
      products,
      list(() => 'sort=newest'),
    ),
    await read(
      'GET /list, deep page',
      products,
      list((n) => `sort=price_asc&cursor=${deep[n % deep.length]}`),
    ),
    await read(
      'GET /list, filtered',
      products,
      list((n) => `min_price=${1 + n}.5&in_stock=true&sort=price_asc`),
    ),
    {
      ...(await read(
        'GET /list, searched',
        products,
        list(() => `q=${any()}`),
      )),
      unjudged: true,
    },
    await read('GET /:id of products', products, spelled(paths(() => `/${firstProduct - 1 + any()}`))),
    await read(
      'GET /:id of orders',
      orders,
      spelled(
        paths(() => `/${grownOrder(any())}`),
        admin,
      ),
    ),
    await read(
      'GET /user/:userId',
      orders,
      spelled(
        paths(() => `/user/${grownCustomer(any())}`),
        admin,
      ),
    ),
    {
      name: 'POST /create, to paid',
      round: measured(bench, own, {
        port: orders,
        requests: await bench.requests({ kind: 'orders', tokens, products: orderable, withKey: true }),
        expected: 201,
      }),
    },
  ];
}

interface Asked {
  port: number;
  requests: string;
  expected: number;
}

/** A load with the processor time of the whole shop, until all that it began is done. */
const measured =
  (bench: Bench, own: BenchShop, asked: Asked) =>
  async (forMs: number): Promise<Cost> => {
    const before = await total(own);
    const { answers, seconds } = await bench.load({ ...asked, connections, forMs, patient: true });
    await untilSettled(own);
    return { micros: ((await total(own)) - before) * (1e6 / answers), perSecond: answers / seconds };
  };

const total = async ({ shop }: BenchShop): Promise<number> =>
  [...(await cpuSecondsByPart(shop)).values()].reduce((sum, seconds) => sum + seconds, 0);

/** Of pages all over the list by price. */
async function cursors({ shop }: BenchShop): Promise<string[]> {
  const found: string[] = [];
  for (let price = 500; price < 40_000; price += 500) {
    const response = await fetch(`${shop.url('products')}/list?sort=price_asc&min_price=${price}`);
    found.push(((await response.json()) as { next_cursor: string }).next_cursor);
  }
  return found;
}

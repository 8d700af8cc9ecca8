import type { Bench } from '../open-bench.ts';
import { connectTo, databasePool } from '../shop/bench-shop.ts';
import { fillCatalogue } from '../shop/catalogue.ts';
import { startBareServer } from './start-bare-server.ts';
import { expressRuntime, startExpress } from './start-express.ts';

export interface Reader {
  name: string;
  port: number;
  pid: number;
}

/** Who answers GET /list and GET /:id from the same rows. */
export interface Readers {
  own: Reader;
  bare: Reader;
  express: Reader;
}

/** products of the shop, and beside it the servers that it is compared with; the catalogue is filled. */
export async function openReaders(bench: Bench, cleanup: AsyncDisposableStack): Promise<Readers> {
  const { shop, ports, sql } = await bench.shop();
  const count = bench.scale.products;
  bench.say(`${count.toLocaleString('en-US')} products for GET /list`);
  await fillCatalogue(sql.products, count);

  const bare = await startBareServer(shop, cleanup);
  await connectTo(shop, 'postgres', cleanup)`create database express_reads`;
  const express = await startExpress(
    {
      databaseUrl: `${shop.databaseUrl}/express_reads`,
      connections: databasePool,
      keysUrl: `${shop.url('users')}/.well-known/jwks.json`,
    },
    cleanup,
  );
  await fillCatalogue(connectTo(shop, 'express_reads', cleanup), count);
  const readers: Readers = {
    own: { name: 'products', port: ports.http.products, pid: shop.process('products').pid! },
    bare,
    express: { name: `Express on ${expressRuntime}`, ...express },
  };
  await requireSameAnswers(readers);
  return readers;
}

/** Whoever answers something else is compared in vain. */
async function requireSameAnswers({ own, bare, express }: Readers): Promise<void> {
  for (const path of ['/list', '/list?min_price=1.5&in_stock=true&sort=price_asc', '/1001']) {
    const expected = await answerOf(own.port, path);
    for (const { name, port } of [bare, express])
      if ((await answerOf(port, path)) !== expected) throw new Error(`${name} answers ${path} otherwise than products`);
  }
}

/** What is behind a cursor is each server's own. */
async function answerOf(port: number, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  const { next_cursor, ...answer } = (await response.json()) as { next_cursor?: string | null };
  return JSON.stringify({ ...answer, hasNext: typeof next_cursor === 'string' });
}

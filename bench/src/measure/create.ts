import { until } from '@ecomm/tools/shop/until';
import type postgres from 'postgres';
import { alternate } from '../compare/alternate.ts';
import { ratio } from '../compare/compare.ts';
import { served } from '../load/closed-loop.ts';
import type { Bench } from '../open-bench.ts';
import type { Row } from '../report/row.ts';
import { expressRuntime, startExpress } from '../servers/start-express.ts';
import { connectTo, databasePool } from '../shop/bench-shop.ts';
import { orderable } from '../shop/catalogue.ts';
import { startOrdersAlone } from '../shop/orders-alone.ts';
import { ownKeys } from '../shop/own-keys.ts';
import { repeatedSql } from '../sql/pgbench.ts';
import { recordCreate } from '../sql/record-create.ts';

/** Each orders a few times while its token is good. */
const buyers = 5_000;
const drainMs = 30_000;

/**
 * POST /create of one orders process, users and products answered by stubs, against Postgres doing the same SQL and against
 * Express doing the same work; each in a database of its own.
 */
export async function measureCreate(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  const { shop } = await bench.shop();
  const keys = await ownKeys(cleanup);
  const connections = databasePool;
  bench.say('POST /create: recording its SQL');
  const sqlOnly = connectTo(shop, 'sql_orders', cleanup);
  const scripts = await recordCreate({ shop, keys, prefix: 'sql', sql: sqlOnly });
  const orders = await startOrdersAlone({ shop, prefix: 'alone', usersUrl: keys.usersUrl }, cleanup);
  const databaseUrl = `${shop.databaseUrl}/express_create`;
  await connectTo(shop, 'postgres', cleanup)`create database express_create`;
  const express = await startExpress({ databaseUrl, connections, keysUrl: keys.keysUrl }, cleanup);
  const tokens = await Promise.all(Array.from({ length: buyers }, (_, n) => keys.sign(n + 1)));

  const alone = connectTo(shop, 'alone_orders', cleanup);
  const databases = [sqlOnly, alone, connectTo(shop, 'express_create', cleanup)];
  const rows: Row[] = [];
  for (const withKey of [false, true]) {
    const requests = await bench.requests({ kind: 'orders', tokens, products: orderable, withKey });
    const what = `POST /create${withKey ? ' with a key' : ''}`;
    const script = withKey ? scripts.keyed : scripts.plain;
    const contestants = [
      served(bench, { name: 'orders', ...orders, requests, expected: 201 }),
      await repeatedSql({
        script,
        databaseUrl: `${shop.databaseUrl}/sql_orders`,
        connections,
        buyers,
        folder: bench.folder,
        cleanup,
      }),
      served(bench, { name: `Express on ${expressRuntime}`, ...express, requests, expected: 201 }),
    ];
    const [own = [], sql = [], other = []] = await alternate(bench, what, contestants, () => calm(databases, alone));
    rows.push(
      ratio(`${what}, to ${contestants[1]!.name}`, own, sql, 0.6),
      ratio(`${what}, to ${contestants[2]!.name}`, own, other, 10),
    );
  }
  return rows;
}

/** No order is pending any more, since a buyer may have twenty, and the relay of the orders process has nothing left to do. */
async function calm(databases: readonly postgres.Sql[], alone: postgres.Sql): Promise<void> {
  for (const sql of databases) {
    await sql`update orders set status = 'paid' where status = 'pending'`;
    await sql`vacuum orders`;
  }
  await until(async () => (await alone`select from outbox where sent_at is null limit 1`).length === 0, drainMs);
}

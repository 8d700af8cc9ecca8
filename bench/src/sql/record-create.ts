import type { Shop } from '@ecomm/tools/shop/shop';
import type postgres from 'postgres';
import { HttpConnection } from '../load/http-connection.ts';
import { placed } from '../load/placed.ts';
import { orderRequest } from '../load/requests.ts';
import type { OwnKeys } from '../shop/own-keys.ts';
import { startOrdersAlone } from '../shop/orders-alone.ts';
import { listeningProxy, type Heard } from './listening-proxy.ts';
import { drawnIds, toScript, type Script } from './script.ts';
import { statementsOf } from './statements-of.ts';

export interface RecordOptions {
  shop: Shop;
  keys: OwnKeys;
  /** Of the database that is written to, where the types of parameters are asked too. */
  prefix: string;
  sql: postgres.Sql;
}

/** A number that is nothing else: it is looked for in what is written. */
const buyer = 7_654_321;
const isWrite = (sql: string): boolean => /^\s*(with\b[\s\S]*)?insert into "?orders"?\b/i.test(sql);
/** Connections are opened and statements prepared by then. */
const warmUps = 20;
/** What an earlier request set off is over by then. */
const calmMs = 300;

/** What POST /create sends to Postgres, with and without an Idempotency-Key: heard on the way, from the service as it is. */
export async function recordCreate({
  shop,
  keys,
  prefix,
  sql,
}: RecordOptions): Promise<Record<'plain' | 'keyed', Script>> {
  await using cleanup = new AsyncDisposableStack();
  const url = new URL(shop.databaseUrl);
  const proxy = await listeningProxy(Number(url.port), cleanup);
  url.port = String(proxy.port);
  const orders = await startOrdersAlone({ shop, prefix, usersUrl: keys.usersUrl, databaseUrl: url.href }, cleanup);
  const connection = await HttpConnection.open(orders.port);
  const token = await keys.sign(buyer);
  const order = async (withKey: boolean): Promise<Heard[]> => {
    proxy.take();
    const request = orderRequest({ tokens: [token], products: 1, withKey }, 0);
    placed(await connection.send(request));
    return proxy.take();
  };
  const record = async (withKey: boolean): Promise<Script> => {
    for (let n = 0; n < warmUps / 2; n++) await order(withKey);
    await paid(sql);
    const heard: Heard[][] = [];
    for (let n = 0; n < 3; n++) {
      await Bun.sleep(calmMs);
      heard.push(await order(withKey));
    }
    await paid(sql);
    return asScript(heard, sql);
  };
  return { plain: await record(false), keyed: await record(true) };
}

async function asScript(heard: readonly Heard[][], sql: postgres.Sql): Promise<Script> {
  const statements = statementsOf(heard, isWrite);
  const drawn = drawnIds(statements, heard[1]!);
  const types: string[][] = [];
  for (const statement of statements) types.push(await typesOf(sql, statement));
  return toScript({ statements, types, drawn, buyer });
}

/** Nobody may have more than 20 pending orders. */
const paid = async (sql: postgres.Sql): Promise<void> =>
  void (await sql`update orders set status = 'paid' where status = 'pending'`);

/** As Postgres infers them. */
async function typesOf(sql: postgres.Sql, { sql: text, parameters }: Heard): Promise<string[]> {
  if (parameters.length === 0) return [];
  await sql.unsafe(`prepare bench_types as ${text}`).simple();
  const [row] = await sql<{ types: string[] }[]>`
    select parameter_types::text[] as types from pg_prepared_statements where name = 'bench_types'`;
  await sql.unsafe('deallocate bench_types').simple();
  return row!.types;
}

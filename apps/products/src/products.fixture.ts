import type { NewProduct, Product } from '@ecomm/contracts/http/products';
import { connect } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { Problem } from '@ecomm/runtime/problem';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { proxy } from '@ecomm/testing/proxy';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { testIssuer } from '@ecomm/testing/tokens';
import { app } from './app.ts';
import { createProduct } from './create-product.ts';

export const log = logger({ service: 'products', format: 'json', level: 'silent' });

export const admin = 1;

/** A fresh database of products, a way to it that can be cut, and what tests ask of it. */
export async function products() {
  const fresh = await freshDatabase(`${import.meta.dir}/../migrations`);
  const through = await proxy(fresh.url);
  /** Straight to the database. */
  const db = connect({ url: fresh.url, log });
  /** By way of the proxy. */
  const cuttable = connect({ url: through.url, log });
  const rows = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> => runSql<Row>(db, text, parameters);
  return {
    db,
    cuttable,
    through,
    rows,
    make: (wish: Partial<NewProduct> = {}) =>
      createProduct({ db }, admin, { name: 'Thing', price: 9.99, stock_quantity: 10, ...wish }),
    /** What can still be bought. */
    stock: async (id: number) =>
      (await rows<{ stock: number }>('select stock_quantity as stock from products where id = $1', [id]))[0]!.stock,
    reservation: async (orderId: string) =>
      (
        await rows<{ state: string; holds_stock: boolean; sequence: number }>(
          'select state, holds_stock, sequence from reservations where order_id = $1',
          [orderId],
        )
      )[0],
    events: async () =>
      (
        await rows<{ id: string; type: string; key: string; payload: string }>(
          'select id, type, key, payload from outbox order by position',
        )
      ).map((event) => ({ ...event, payload: JSON.parse(event.payload) as Record<string, unknown> })),
    /** How many wait for a lock. */
    waiting: async () =>
      (await rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`))
        .length,
    clear: () =>
      rows('truncate products, stock_changes, images, reservations, reservation_lines, outbox, inbox restart identity'),
    close: async () => {
      await cuttable.$close();
      await db.$close();
      await through.close();
      await fresh.drop();
    },
  };
}
export type Shop = Awaited<ReturnType<typeof products>>;

/** The HTTP side over a shop, asked like a server. */
export async function server({ db }: Shop) {
  const issuer = await testIssuer();
  const { stopping: _, ...probes } = health({
    service: 'products',
    version: '0',
    database: async () => {},
    kafka: () => true,
  });
  const edge = { service: 'products', version: '0', log, corsOrigins: [], swagger: false, production: false };
  const dead = deadLettersOf({ db, group: 'products-group', subscriptions: [], log });
  const served = app({ db, dead, health: probes, edge: { ...edge, authenticate: verifier(issuer) } });
  const tokens: Record<'admin' | 'customer' | 'nobody', Record<string, string>> = {
    admin: await issuer.authorization({ sub: admin, role: 'admin' }),
    customer: await issuer.authorization({ sub: 2, role: 'customer' }),
    nobody: {},
  };
  return async (
    who: keyof typeof tokens,
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const isForm = body instanceof FormData;
    const type: Record<string, string> = body === undefined || isForm ? {} : { 'content-type': 'application/json' };
    const init: RequestInit = { method, headers: { ...tokens[who], ...type, ...headers } };
    if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
    return served.handle(new Request(`http://localhost${path}`, init));
  };
}
export type Ask = Awaited<ReturnType<typeof server>>;

export const json = async <T = Product>(response: Response | Promise<Response>): Promise<T> =>
  (await (await response).json()) as T;

/** The Problem that `work` ends with. */
export async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw error;
}

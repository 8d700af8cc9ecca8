import { connect, type Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Caller } from '@ecomm/http/operation';
import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { freshDatabase } from '@ecomm/testing/database';
import { proxy } from '@ecomm/testing/proxy';
import type { Catalog } from './catalog.ts';
import { orderFeed, type FeedOptions } from './order-feed.ts';
import type { Line } from './order.ts';
import type { PlaceOrderDeps } from './place-order.ts';
import { orderWriter } from './write-order.ts';

export const admin: Caller = { id: 1, role: 'admin' };

export const log = logger({ service: 'orders', format: 'json', level: 'silent' });

const prices: Record<number, number> = { 1: 9_999, 2: 1_250, 3: 1 };

/** Stands in for products: knows three products, keeps what is reserved, and refuses like the real one. */
export function fakeCatalog() {
  const reserved = new Map<string, Line[]>();
  const released = new Set<string>();
  const state = { shortOf: undefined as number | undefined, fail: undefined as Problem | undefined };
  const port: Catalog = {
    reserve: async (orderId, wishes) => {
      if (state.fail) throw state.fail;
      if (released.has(orderId)) throw new Problem(409, 'stock.reservation_released', 'released');
      const unknown = wishes.find(({ product_id }) => !(product_id in prices));
      if (unknown)
        throw new Problem(422, 'product.not_found', 'no such product', { extra: { product_id: unknown.product_id } });
      if (wishes.some(({ product_id }) => product_id === state.shortOf))
        throw new Problem(409, 'stock.insufficient', 'short', { extra: { product_id: state.shortOf, available: 0 } });
      const lines = wishes.map((wish) => ({
        ...wish,
        name: `Product ${wish.product_id}`,
        sku: null,
        price_cents: prices[wish.product_id]!,
      }));
      reserved.set(orderId, lines);
      return lines;
    },
    release: async (orderId) => {
      released.add(orderId);
      reserved.delete(orderId);
    },
  };
  return { ...port, reserved, released, state };
}

/**
 * orders' use cases over a real database, on request by way of a proxy that can cut it; ports to other services are
 * replaced. `told` is what the feed tells.
 */
export async function orders({ proxied = false, told = log } = {}) {
  const fresh = await freshDatabase(`${import.meta.dir}/../migrations`);
  const db = connect({ url: fresh.url, log });
  const way = proxied ? await proxy(fresh.url) : undefined;
  const used = way ? connect({ url: way.url, log }) : db;
  const catalog = fakeCatalog();
  const deps = {
    db: used,
    catalog,
    write: orderWriter(used),
    giveBack: catalog.release,
    buyers: { check: async () => {} },
    charges: { glance: async () => null, find: async () => undefined },
    log,
    currency: 'USD',
    production: false,
    shed: () => {},
    feed: orderFeed({ db: used, log: told }),
  } satisfies PlaceOrderDeps & Record<string, unknown>;
  const copies: Db[] = [];
  /** The same, as another copy of the service on the same database has it. */
  const copy = (feed: Partial<FeedOptions> = {}) => {
    const own = connect({ url: fresh.url, log });
    copies.push(own);
    return { ...deps, db: own, write: orderWriter(own), feed: orderFeed({ db: own, log, ...feed }) };
  };
  /** Rows of every table an order touches. */
  const rows = async () => {
    const [counts] = await runSql<Record<'orders' | 'lines' | 'history' | 'events' | 'keys', number>>(
      db,
      `select (select count(*)::int from orders) as orders, (select count(*)::int from order_lines) as lines,
        (select count(*)::int from order_history) as history, (select count(*)::int from outbox) as events,
        (select count(*)::int from idempotency_keys) as keys`,
    );
    return counts!;
  };
  const events = () =>
    runSql<{ id: string; type: string; key: string; payload: string }>(
      db,
      'select id, type, key, payload from outbox order by position',
    );
  const close = async () => {
    for (const one of [...copies, used]) await one.$close();
    await way?.close();
    if (used !== db) await db.$close();
    await fresh.drop();
  };
  return { ...deps, deps, direct: db, way: way!, copy, rows, events, close };
}

import { runSql } from '@ecomm/database/run-sql';
import { inboxOf } from '@ecomm/outbox/once';
import type { OrderUpdated, StockShortfall } from '@ecomm/contracts/events';
import type { Event } from '@ecomm/events/envelope';
import { heard } from '@ecomm/events/subscription';
import { reserveStock } from './reserve-stock.ts';
import { despiteDeadlock } from './take-stock.ts';
import { expireDue } from './expire-reservations.ts';
import { orderUpdatedEvent } from './order-updated.fixture.ts';
import { log, type Shop } from './products.fixture.ts';
import { releaseStock } from './release-stock.ts';
import { returnStock } from './return-stock.ts';
import { settleReservations } from './settle-reservation.ts';
import type { Basket, News } from './stock-model.fixture.ts';

/** The model's steps on a real database: products and orders of one run, by their numbers there. */
export async function stockDriver(shop: Shop, stock: readonly number[], baskets: readonly Basket[]) {
  const { db } = shop;
  const made = await Promise.all(stock.map((stock_quantity) => shop.make({ stock_quantity })));
  const products = made.map(({ id }) => id).toSorted((a, b) => a - b);
  for (const [at, quantity] of stock.entries())
    await shop.rows('update products set stock_quantity = $2 where id = $1', [products[at], quantity]);
  const orders = baskets.map(() => Bun.randomUUIDv7());
  const settle = settleReservations({ log, returnSoon: () => {} });
  const refusals = new Set(['stock.insufficient', 'stock.reservation_released']);
  return {
    reserve: async (order: number): Promise<void> => {
      const wishes = baskets[order]!.map((wish) => ({ ...wish, product_id: products[wish.product_id]! }));
      await reserveStock({ db, ttlSeconds: 900 }, orders[order]!, wishes).catch((error: { code?: string }) => {
        if (!refusals.has(error.code ?? '')) throw error;
      });
    },
    release: async (order: number): Promise<void> => void (await releaseStock({ db }, orders[order]!)),
    putBack: async (): Promise<void> => void (await returnStock(db)),
    lapse: async (order: number): Promise<void> =>
      void (await shop.rows(
        `update reservations set expires_at = now() - interval '1 second', look_at = now() where order_id = $1 and state = 'held'`,
        [orders[order]],
      )),
    expire: async (tell: (order: number) => News | 'away' | undefined, meanwhile = async () => {}): Promise<void> => {
      let happened: Promise<void> | undefined;
      const find = async (id: string) => {
        const news = tell(orders.indexOf(id));
        await (happened ??= Promise.resolve().then(meanwhile)); // once all that are due have been asked for
        if (news === 'away') throw new Error('orders is away');
        return news;
      };
      await expireDue({ db, log, orders: { find } });
    },
    /** One batch, tried again as the consumer would. */
    hear: async (news: readonly News[]): Promise<void> => {
      const events = news.map(({ id, order, status, sequence }) =>
        orderUpdatedEvent(orders[order]!, status, sequence, id),
      );
      const batch = () =>
        inboxOf(db).run('products-group', events, (tx, news) => settle(tx, (news as Event<OrderUpdated>[]).map(heard)));
      await despiteDeadlock(batch);
    },
    /** What the model has, read from the database. */
    read: async () => ({
      stock: (
        await runSql<{ stock: number }>(
          db,
          'select stock_quantity as stock from products where id = any($1::int[]) order by id',
          [products],
        )
      ).map((row) => row.stock),
      reservations: await readReservations(orders),
      said: (
        await runSql<{ payload: string }>(
          db,
          `select payload from outbox where type = 'stock.shortfall' and key = any($1::text[]) order by position`,
          [orders],
        )
      ).map(({ payload }) => {
        const { order_id, product_id, missing } = JSON.parse(payload) as StockShortfall;
        return { order: orders.indexOf(order_id), product_id: products.indexOf(product_id), missing };
      }),
    }),
  };

  async function readReservations(ids: readonly string[]) {
    const rows = await runSql<{ order_id: string; state: string; isShort: boolean; lines: number }>(
      db,
      `select order_id, state, holds_stock, sequence, shortfall_at is not null as "isShort",
         (select count(*)::int from reservation_lines l where l.order_id = r.order_id) as lines,
         state = 'held' and expires_at <= now() as lapsed, state = 'held' and look_at <= now() as due
       from reservations r where order_id = any($1::uuid[])`,
      [ids],
    );
    return ids.map((id) => {
      const row = rows.find(({ order_id }) => order_id === id);
      if (!row) return undefined;
      const { order_id: _, ...rest } = row;
      return rest;
    });
  }
}

export type StockDriver = Awaited<ReturnType<typeof stockDriver>>;

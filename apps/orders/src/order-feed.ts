import type { OrderEvent } from '@ecomm/contracts/http/orders';
import { afterCommit } from '@ecomm/database/after-commit';
import { rootOf } from '@ecomm/database/client-of';
import type { Db, DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import type { Log } from '@ecomm/runtime/log';
import { wakeable } from '@ecomm/runtime/wake';
import { asc, eq, sql } from 'drizzle-orm';
import { replyThen } from './order-reply.ts';
import { orderHistory, orders } from './schema.ts';

interface Watcher {
  /** The sequence sent last. */
  seen: number;
  readonly send: (event: OrderEvent) => void;
}

export interface OrderFeed {
  /** Sends what follows the sequence `after` of an order, in order, each once, until the returned function is called. */
  follow(id: string, after: number, send: (event: OrderEvent) => void): () => void;
  /** A change of this order was committed here. */
  wake(id: string): void;
  /** How many watch. */
  readonly size: number;
}

export interface FeedOptions {
  db: Db;
  log: Log;
  /** How often to look for what other copies committed. */
  everyMs?: number;
}

/**
 * Feeds watchers from the orders' history. Sequences are given under the order's row lock, so that they are seen in their
 * order and without gaps by whoever looks: a look asks for what follows the last one sent, and nothing can be missed or
 * come twice, whatever woke it. What commits here is looked for at once; what other copies commit by one query every
 * `everyMs` for all watched orders; with no watcher nothing is asked.
 */
export function orderFeed({ db, log, everyMs = 250 }: FeedOptions): OrderFeed {
  const watched = new Map<string, Set<Watcher>>();
  const due = new Set<string>();
  let lookedAtAllAt = -Infinity;

  const looks = wakeable({ name: 'order-feed', log, everyMs }, async () => {
    const now = performance.now();
    const isForAll = due.size === 0 || now - lookedAtAllAt >= everyMs;
    const asked = [...(isForAll ? watched.keys() : due)].flatMap((id) => {
      const watchers = watched.get(id);
      return watchers ? [{ id, seen: Math.min(...[...watchers].map(({ seen }) => seen)) }] : [];
    });
    due.clear();
    if (asked.length === 0) return;
    for (const row of await news(db).execute({ asked: JSON.stringify(asked) })) deliver(watched, row);
    if (isForAll) lookedAtAllAt = now;
  });
  const wake = (id: string): void => {
    if (!watched.has(id)) return;
    due.add(id);
    looks.wake();
  };

  const feed: OrderFeed = {
    follow: (id, after, send) => {
      const watcher: Watcher = { seen: after, send };
      const watchers = watched.get(id) ?? new Set();
      const isFirst = watched.size === 0;
      watched.set(id, watchers.add(watcher));
      due.add(id);
      if (isFirst) void looks.start?.();
      else looks.wake();
      return () => {
        if (!watchers.delete(watcher) || watchers.size > 0) return;
        watched.delete(id);
        if (watched.size === 0) void looks.stop?.();
      };
    },
    wake,
    get size() {
      return watched.values().reduce((sum, watchers) => sum + watchers.size, 0);
    },
  };
  feeds.set(rootOf(db), feed);
  return feed;
}

type News = OrderEvent['data'] & { sequence: number };

/** Only to those for whom it is the next: another may have come while the look was under way. */
function deliver(watched: ReadonlyMap<string, ReadonlySet<Watcher>>, { sequence, ...data }: News): void {
  const event: OrderEvent = { event: 'order.updated', id: String(sequence), data };
  for (const watcher of watched.get(data.id) ?? []) {
    if (watcher.seen !== sequence - 1) continue;
    watcher.seen = sequence;
    watcher.send(event);
  }
}

const feeds = new WeakMap<object, OrderFeed>();

/** Wakes this process's watchers of an order once the transaction that changed it has committed. */
export const changed = (tx: Tx, id: string): void => afterCommit(tx, () => feeds.get(rootOf(tx))?.wake(id));

const { placeholder } = sql;

const news = prepared((db: DbOrTx) =>
  db
    .select({ ...replyThen, sequence: orderHistory.sequence })
    .from(sql`json_to_recordset(${placeholder('asked')}::json) as asked(id uuid, seen int)`)
    .innerJoin(orderHistory, sql`${orderHistory.order_id} = asked.id and ${orderHistory.sequence} > asked.seen`)
    .innerJoin(orders, eq(orders.id, orderHistory.order_id))
    .orderBy(asc(orderHistory.order_id), asc(orderHistory.sequence))
    .prepare('watched_orders'),
);

import type { OrderEvent } from '@ecomm/contracts/http/orders';
import type { Db, DbOrTx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import type { Stream } from '@ecomm/http/handler';
import type { Caller } from '@ecomm/http/operation';
import { eq, sql } from 'drizzle-orm';
import type { OrderFeed } from './order-feed.ts';
import { mayRead, missing, reply } from './order-reply.ts';
import { orders } from './schema.ts';

export interface WatchOrderDeps {
  db: Db;
  feed: OrderFeed;
}

/**
 * GET /:id/events → the order as it is, then what its history gets; with the id of an event that was received already,
 * what came after that, unless the order has not reached it: then all it could do is wait, and it begins anew. The feed
 * asks for what follows a sequence, so what commits between the two reads is not missed.
 */
export async function watchOrder(
  { db, feed }: WatchOrderDeps,
  caller: Caller,
  id: string,
  lastEventId?: string,
): Promise<Stream<OrderEvent>> {
  const [found] = await state(db).execute({ id });
  if (!found || !mayRead(caller, found.user_id)) throw missing();
  const { sequence, ...order } = found;
  const received = lastEventId === undefined ? undefined : Number(lastEventId);
  return ({ send }) => {
    if (received !== undefined && received <= sequence) return feed.follow(order.id, received, send);
    send({ event: 'snapshot', id: String(sequence), data: order });
    return feed.follow(order.id, sequence, send);
  };
}

const state = prepared((db: DbOrTx) =>
  db
    .select({ ...reply, sequence: orders.sequence })
    .from(orders)
    .where(eq(orders.id, sql.placeholder('id')))
    .prepare('watch_order'),
);

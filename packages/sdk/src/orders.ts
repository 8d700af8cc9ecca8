import type { Client } from './client.ts';
import { deadLetters } from './dead-letters.ts';
import * as operations from './generated/orders/sdk.gen.ts';
import type * as types from './generated/orders/types.gen.ts';
import { keyed } from './keyed.ts';
import type { CallOptions, KeyedCallOptions, PageOptions } from './options.ts';
import { pages } from './pages.ts';
import { probes } from './probes.ts';
import { watchOrder, type WatchOptions } from './watch-order.ts';

/** Orders from placing to their final state. */
export function orders(client: Client) {
  const listByUser = async (userId: number, query?: types.ListUserOrdersData['query'], options?: CallOptions) =>
    operations.listUserOrders({ client, path: { userId }, query, ...options });

  return {
    ...probes(client, operations),
    ...deadLetters(client, operations),

    /** Places an order, once however often it has to be sent: by an idempotency key of its own unless one is given. */
    create: async (body: types.NewOrder, options?: KeyedCallOptions) =>
      operations.placeOrder({ client, body, ...keyed(options) }),

    /** The order with its payment. */
    get: async (id: string, options?: CallOptions) => operations.readOrder({ client, path: { id }, ...options }),

    /** One page of a user's orders, newest first. */
    listByUser,

    /** All of a user's orders, newest first. */
    allByUser: (userId: number, query?: PageOptions, options?: CallOptions) =>
      pages((cursor) => listByUser(userId, { ...query, ...cursor }, options)),

    /** Cancels an order that is pending or paid; what was paid is refunded. Sent once: the second time would be refused. */
    cancel: async (id: string, options?: CallOptions) =>
      operations.cancelOrder({ client, path: { id }, meta: { repeatable: false }, ...options }),

    /** Everything that happened to the order, across services, oldest first. */
    timeline: async (id: string, options?: CallOptions) =>
      operations.readTimeline({ client, path: { id }, ...options }),

    /** Moves an order on. For admins. Sent once: the second time would be refused as not legal any more. */
    setStatus: async (id: string, body: types.StatusChange, options?: CallOptions) =>
      operations.setStatus({ client, path: { id }, body, meta: { repeatable: false }, ...options }),

    /**
     * The order as it is and at each change, until nothing more can come. A connection that drops or falls silent is
     * taken up where it was; leave the loop, or abort the signal, to stop.
     */
    watch: (id: string, options?: WatchOptions) => watchOrder(client, id, options),
  };
}

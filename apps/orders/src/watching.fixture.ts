import type { Order, OrderEvent } from '@ecomm/contracts/http/orders';
import type { Db } from '@ecomm/database/connect';
import { admin, orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { settle } from './settle-order.ts';
import { watchOrder, type WatchOrderDeps } from './watch-order.ts';

/** Orders on several copies of the service, and those who watch them. */
export async function watching() {
  const shop = await orders();
  const [one, two] = [shop.copy(), shop.copy()];
  const left: (() => void)[] = [];
  return {
    shop,
    one,
    two,
    copies: [one, two] as const,
    place: async (userId = 7) =>
      (await placeOrder(shop.deps, userId, { items: [{ product_id: 1, quantity: 1 }] })) as Order,
    pay,
    /** Follows an order on one copy; what it was sent, as it comes. */
    watch: async (copy: WatchOrderDeps, id: string, lastEventId?: string) => {
      const following = await follow(copy, id, lastEventId);
      left.push(following.leave);
      return following;
    },
    leaveAll: () => left.splice(0).forEach((leave) => leave()),
    close: shop.close,
  };
}
export type Watching = Awaited<ReturnType<typeof watching>>;

export const pay = ({ db }: { db: Db }, { id: order_id, user_id }: Order): Promise<boolean> =>
  db.transaction((tx) =>
    settle(tx, 'paid', { order_id, user_id, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 }),
  );

export async function follow(copy: WatchOrderDeps, id: string, lastEventId?: string, caller = admin) {
  const events: OrderEvent[] = [];
  const stream = await watchOrder(copy, caller, id, lastEventId);
  const leave = stream({ send: (event) => void events.push(event), end: () => {} });
  return { events, leave, ids: () => events.map((event) => Number(event.id)) };
}

import type { Order } from '@ecomm/contracts/http/orders';
import type { Db, Tx } from '@ecomm/database/connect';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { lockOrder, moveOrder, type Locked } from './move-order.ts';
import { whenCancelled, type Status } from './order.ts';
import { mayRead, missing } from './order-reply.ts';

/**
 * POST /:id/cancel, and PUT /:id/status by an admin → pending or paid becomes cancelled → order.updated, by which products
 * gives the stock back and payments the money. It waits for the row lock of a charge's end that comes at the same time:
 * then that one is first, or it is absorbed.
 */
export const cancelOrder = ({ db }: { db: Db }, caller: Caller, id: string, reason?: string): Promise<Order> =>
  db.transaction(async (tx) => {
    const order = await lockOrder(tx, id);
    if (!order || !mayRead(caller, order.user_id)) throw missing();
    return cancel(tx, order, reason);
  });

async function cancel(tx: Tx, order: Locked, reason: string | undefined): Promise<Order> {
  const statuses = whenCancelled(order);
  if (statuses.length === 0) throw illegal(order.status, 'cancelled');
  return moveOrder(tx, order, statuses, reason === undefined ? {} : { reason });
}

export const illegal = (from: Status, to: Status): Problem =>
  new Problem(409, 'order.illegal_transition', `An order that is ${from} cannot be set to ${to}`);

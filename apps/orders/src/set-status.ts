import type { Order, StatusChange } from '@ecomm/contracts/http/orders';
import type { Db } from '@ecomm/database/connect';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { cancelOrder, illegal } from './cancel-order.ts';
import type { Catalog } from './catalog.ts';
import { lockOrder, moveOrder } from './move-order.ts';
import { mayBeSet } from './order.ts';
import { missing } from './order-reply.ts';
import { readLines, readStatus } from './read-orders.ts';

export interface SetStatusDeps {
  db: Db;
  catalog: Pick<Catalog, 'reserve'>;
}

/** PUT /:id/status → the transition, if an admin may make it, and its history in one transaction → order.updated */
export async function setStatus(
  deps: SetStatusDeps,
  caller: Caller,
  id: string,
  { status, reason }: StatusChange,
): Promise<Order> {
  if (status === 'cancelled') return cancelOrder(deps, caller, id, reason);
  if (status === 'shipped') await holdStock(deps, id);
  return deps.db.transaction(async (tx) => {
    const order = await lockOrder(tx, id);
    if (!order) throw missing();
    if (!mayBeSet(order.status, status)) throw illegal(order.status, status);
    return moveOrder(tx, order, [status], reason === undefined ? {} : { reason });
  });
}

/**
 * → products.ReserveStock (gRPC), which renews what is held and leaves what is confirmed. A payment may have come after its
 * reservation had expired: then products has not yet said that the stock is gone, and such an order is not shipped.
 */
async function holdStock({ db, catalog }: SetStatusDeps, id: string): Promise<void> {
  const status = await readStatus(db, id);
  if (!status) throw missing();
  if (!mayBeSet(status, 'shipped')) throw illegal(status, 'shipped');
  const wishes = (await readLines(db, id)).map(({ product_id, quantity }) => ({ product_id, quantity }));
  try {
    await catalog.reserve(id, wishes);
  } catch (error) {
    if (error instanceof Problem && error.status < 500)
      throw new Problem(409, 'stock.reservation_released', 'The stock of this order was given back', { cause: error });
    throw error;
  }
}

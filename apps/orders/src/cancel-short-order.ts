import { stockShortfall, type StockShortfall } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import type { Log } from '@ecomm/runtime/log';
import { keepEntry } from './keep-entry.ts';
import { lockOrder, moveOrder } from './move-order.ts';
import { whenShort } from './order.ts';
import { unknownOrder } from './refuse-forged.ts';

/**
 * stock.shortfall → paid becomes cancelled → order.updated, by which payments refunds it. What is cancelled already absorbs
 * it; what was shipped is not brought back: set-status.ts asks products before it ships, so somebody has to look at that one.
 */
export const cancelShortOrder =
  ({ log }: { log: Log }) =>
  async (tx: Tx, event: Event<StockShortfall>): Promise<void> => {
    const { order_id, product_id, missing } = event.payload;
    const order = await lockOrder(tx, order_id);
    if (!order) throw unknownOrder(order_id);
    if (order.status === 'shipped' || order.status === 'delivered')
      log.error({ order_id, product_id, missing, status: order.status }, 'stock is missing for an order on its way');
    await moveOrder(tx, order, whenShort(order), { reason: 'stock_shortfall', causeId: event.id });
    await keepEntry(tx, stockShortfall, event);
  };

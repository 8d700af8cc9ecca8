import { orderCreated } from '@ecomm/contracts/events';
import type { NewOrder, Order } from '@ecomm/contracts/http/orders';
import { toAmount } from '@ecomm/contracts/money';
import type { Db } from '@ecomm/database/connect';
import { together } from '@ecomm/database/together';
import { inProgress, type Claim } from '@ecomm/http/idempotency';
import { keyRow } from '@ecomm/http/idempotency-finish';
import { eventRow } from '@ecomm/outbox/event-row';
import { wakeRelay } from '@ecomm/outbox/wakers';
import { Problem } from '@ecomm/runtime/problem';
import { traceId } from '@ecomm/runtime/trace';
import { announcement } from './announcement.ts';
import { tooLate } from './deadline.ts';
import { insertOrders, pendingMax, undated, type Inserted, type OrderRow } from './insert-orders.ts';
import type { Line, Totals } from './order.ts';

export interface PricedOrder extends Totals {
  id: string;
  buyer: number;
  wish: NewOrder;
  lines: readonly Line[];
  currency: string;
  claimed: Claim | undefined;
  /** How many milliseconds are left for it. */
  left(): number;
}

export type WriteOrder = (priced: PricedOrder) => Promise<Order>;

/** Half of a service's connections. */
const statementsMax = 4;

/**
 * Writes an order, its lines, its first history entry, order.created and the stored answer to its key: all or nothing, by one
 * statement that is its own transaction (docs/adr/0030). Under load several orders share one (docs/adr/0031).
 */
export function orderWriter(db: Db): WriteOrder {
  const insert = together((orders: readonly OrderRow[]) => insertOrders(db, orders), { statementsMax });
  return async (priced) => {
    const order = orderOf(priced);
    const row = rowOf(priced, order);
    let inserted = await insert(row, [priced.buyer]);
    // It may owe its refusal to orders of the same buyer beside it that are not in either.
    if (isOver(inserted)) [inserted] = (await insertOrders(db, [row])) as [Inserted];
    const { created_at } = inserted;
    if (created_at === null) throw refusal(inserted);
    wakeRelay(db);
    return { ...order, created_at, updated_at: created_at };
  };
}

function orderOf({ id, buyer, wish, lines, totalCents, itemsCount }: PricedOrder): Order {
  return {
    id,
    user_id: buyer,
    status: 'pending',
    total_amount: toAmount(totalCents),
    items_count: itemsCount,
    items: lines.map(asItem),
    shipping_address: wish.shipping_address ?? null,
    transaction_id: null,
    created_at: undated,
    updated_at: undated,
  };
}

function rowOf({ wish, lines, totalCents, currency, claimed, left }: PricedOrder, order: Order): OrderRow {
  const facts = { ...order, total_cents: totalCents, payment_method: wish.payment_method ?? 'card' } as const;
  const { id, user_id, items_count, shipping_address, total_cents, payment_method } = facts;
  return {
    id,
    user_id,
    total_cents,
    items_count,
    shipping_address,
    payment_method,
    trace_id: traceId() ?? null,
    ...eventRow(orderCreated, announcement(facts, lines, currency)),
    ...keyRow(claimed, { status: 201, body: order }),
    lines,
    left,
  };
}

/** A line as it crosses the wire. */
export const asItem = ({ product_id, name, sku, quantity, price_cents }: Line): Order['items'][number] => ({
  product_id,
  name,
  sku,
  quantity,
  price: toAmount(price_cents),
  subtotal: toAmount(quantity * price_cents),
});

const isOver = ({ pending, place }: Inserted): boolean =>
  pending !== null && pending < pendingMax && pending + place > pendingMax;

/** Why an order is not in. */
function refusal({ pending }: Inserted): Problem {
  if (pending === null) return tooLate();
  if (pending < pendingMax) return inProgress(1);
  return new Problem(429, 'order.too_many_pending', `${pendingMax} of your orders are still pending`, {
    retryAfterSeconds: 5,
  });
}

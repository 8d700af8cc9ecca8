import { orderCreated } from '@ecomm/contracts/events';
import type { NewOrder, Order } from '@ecomm/contracts/http/orders';
import { toAmount } from '@ecomm/contracts/money';
import type { DbOrTx, Tx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import { finish, type Claim } from '@ecomm/http/idempotency';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { traceId } from '@ecomm/runtime/trace';
import { sql } from 'drizzle-orm';
import { announcement } from './announcement.ts';
import type { Line, Totals } from './order.ts';
import { orderHistory, orderLines, orders } from './schema.ts';

export interface PricedOrder extends Totals {
  id: string;
  buyer: number;
  wish: NewOrder;
  lines: readonly Line[];
  currency: string;
  claimed: Claim | undefined;
}

const pendingMax = 20;

/** The order, its lines, its first history entry, order.created and the stored answer to the key; all or nothing. */
export async function writeOrder(tx: Tx, priced: PricedOrder): Promise<Order> {
  const { id, buyer, wish, lines, totalCents, itemsCount, currency, claimed } = priced;
  const payment_method = wish.payment_method ?? 'card';
  const shipping_address = wish.shipping_address ?? null;
  const eventId = Bun.randomUUIDv7();
  await capPending(tx, buyer);
  const values = { id, buyer, totalCents, itemsCount, shipping_address, payment_method, eventId };
  const [[row]] = await Promise.all([
    insertOrder(tx).execute(values),
    insertLines(tx).execute({ id, lines: JSON.stringify(lines) }),
    insertHistory(tx).execute({ id, eventId, traceId: traceId() ?? null }),
  ]);
  const created_at = row!.created_at;
  const order: Order = {
    id,
    user_id: buyer,
    status: 'pending',
    total_amount: toAmount(totalCents),
    items_count: itemsCount,
    items: lines.map(asItem),
    shipping_address,
    transaction_id: null,
    created_at,
    updated_at: created_at,
  };
  const facts = { ...order, total_cents: totalCents, payment_method };
  await Promise.all([
    stage(tx, orderCreated, announcement(facts, lines, currency), { id: eventId }),
    claimed && finish(tx, claimed, { status: 201, body: order }),
  ]);
  return order;
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

/** Exact with any number of copies: a buyer's orders are placed one after another (docs/adr/0008). */
async function capPending(tx: Tx, buyer: number): Promise<void> {
  const [, [waiting]] = await Promise.all([lockBuyer(tx).execute({ buyer }), countPending(tx).execute({ buyer })]);
  if (waiting!.count >= pendingMax)
    throw new Problem(429, 'order.too_many_pending', `${pendingMax} of your orders are still pending`, {
      retryAfterSeconds: 5,
    });
}

const { placeholder } = sql;

const lockBuyer = prepared((db: DbOrTx) =>
  db
    .select({ locked: sql`pg_advisory_xact_lock(${placeholder('buyer')}::bigint)` })
    .from(sql`(select 1) as one`)
    .prepare('lock_buyer'),
);

const countPending = prepared((db: DbOrTx) =>
  db
    .select({ count: sql<number>`count(*)::int` })
    .from(orders)
    .where(sql`${orders.user_id} = ${placeholder('buyer')} and ${orders.status} = 'pending'`)
    .prepare('count_pending'),
);

const insertOrder = prepared((db: DbOrTx) =>
  db
    .insert(orders)
    .values({
      id: placeholder('id'),
      user_id: placeholder('buyer'),
      status: 'pending',
      total_cents: placeholder('totalCents'),
      items_count: placeholder('itemsCount'),
      shipping_address: placeholder('shipping_address'),
      payment_method: placeholder('payment_method'),
      sequence: 1,
      created_event_id: placeholder('eventId'),
    })
    .returning({ created_at: instant(orders.created_at) })
    .prepare('insert_order'),
);

const insertLines = prepared((db: DbOrTx) =>
  db
    .insert(orderLines)
    .select(
      sql`select ${placeholder('id')}::uuid, product_id, name, sku, quantity, price_cents from json_to_recordset(${placeholder('lines')}::json)
        as line(product_id bigint, name text, sku text, quantity int, price_cents bigint)`,
    )
    .prepare('insert_lines'),
);

const insertHistory = prepared((db: DbOrTx) =>
  db
    .insert(orderHistory)
    .values({
      order_id: placeholder('id'),
      sequence: 1,
      status: 'pending',
      event_id: placeholder('eventId'),
      trace_id: placeholder('traceId'),
    })
    .prepare('insert_history'),
);

import type { Order, OrderDetail } from '@ecomm/contracts/http/orders';
import type { GetOrderResponse } from '@ecomm/contracts/rpc/orders';
import type { Db, DbOrTx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { pageRows, rowsFor } from '@ecomm/database/page-rows';
import { prepared } from '@ecomm/database/prepared';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { Type } from '@sinclair/typebox';
import { desc, eq, sql } from 'drizzle-orm';
import type { Charges } from './charges.ts';
import type { Line, Status } from './order.ts';
import { lines, mayRead, missing, reply } from './order-reply.ts';
import { orderLines, orders } from './schema.ts';

/** GET /:id → the order with its payment as payments sees it now; a stranger's order is as unknown as none. */
export async function readOrder(deps: { db: Db; charges: Charges }, caller: Caller, id: string): Promise<OrderDetail> {
  const [order] = await one(deps.db).execute({ id });
  if (!order || !mayRead(caller, order.user_id)) throw missing();
  return { ...order, payment: await deps.charges.glance(id) };
}

/** GET /user/:userId → that user's orders, newest first. */
export async function listUserOrders(
  { db }: { db: Db },
  caller: Caller,
  userId: number,
  { limit = 20, cursor }: { limit?: number; cursor?: string },
): Promise<{ items: Order[]; next_cursor: string | null }> {
  if (!mayRead(caller, userId)) throw new Problem(404, 'user.not_found', 'There is no such user');
  const [before] = decodeCursor(cursor, Keyset) ?? [last];
  const rows = await pages.get(rowsFor(limit))!(db).execute({ userId, before });
  const items = rows.slice(0, limit);
  const more = rows.length > limit;
  return { items, next_cursor: more ? encodeCursor([items.at(-1)!.id]) : null };
}

/** gRPC GetOrder → the order as other services need it. */
export async function getOrder({ db, currency }: { db: Db; currency: string }, id: string): Promise<GetOrderResponse> {
  const order = uuid.test(id) ? (await internal(db).execute({ id }))[0] : undefined;
  if (!order) throw missing();
  const { lines, shipping_address, transaction_id, ...fields } = order;
  return {
    ...fields,
    shipping_address: shipping_address ?? undefined,
    transaction_id: transaction_id ?? undefined,
    currency,
    items: lines.map(({ price_cents, sku, ...line }) => ({
      ...line,
      sku: sku ?? undefined,
      unit_price_cents: price_cents,
    })),
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const Keyset = Type.Tuple([Type.String({ format: 'uuid' })]);
const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const { placeholder } = sql;

const one = prepared((db: DbOrTx) =>
  db
    .select(reply)
    .from(orders)
    .where(eq(orders.id, placeholder('id')))
    .prepare('read_order'),
);

const page = (rows: number) =>
  prepared((db: DbOrTx) =>
    db
      .select(reply)
      .from(orders)
      .where(sql`${orders.user_id} = ${placeholder('userId')} and ${orders.id} < ${placeholder('before')}`)
      .orderBy(desc(orders.id))
      .limit(rows)
      .prepare(`list_user_orders_${rows}`),
  );
const pages = new Map(pageRows.map((rows) => [rows, page(rows)]));

const internal = prepared((db: DbOrTx) =>
  db
    .select({
      id: orders.id,
      user_id: orders.user_id,
      status: orders.status,
      total_amount_cents: orders.total_cents,
      items_count: orders.items_count,
      payment_method: orders.payment_method,
      shipping_address: orders.shipping_address,
      transaction_id: orders.transaction_id,
      sequence: orders.sequence,
      lines,
      created_at: instant(orders.created_at),
    })
    .from(orders)
    .where(eq(orders.id, placeholder('id')))
    .prepare('get_order'),
);

/** The lines of one order, in ascending product id. */
export const readLines = (db: DbOrTx, id: string): Promise<Line[]> =>
  db
    .select({
      product_id: orderLines.product_id,
      name: orderLines.name,
      sku: orderLines.sku,
      quantity: orderLines.quantity,
      price_cents: orderLines.price_cents,
    })
    .from(orderLines)
    .where(eq(orderLines.order_id, id))
    .orderBy(orderLines.product_id);

/** An order's status as it is committed now; undefined when there is no such order. */
export const readStatus = async (db: DbOrTx, id: string): Promise<Status | undefined> =>
  (await db.select({ status: orders.status }).from(orders).where(eq(orders.id, id)))[0]?.status;

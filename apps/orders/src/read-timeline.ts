import type { Timeline, TimelineEntry } from '@ecomm/contracts/http/orders';
import type { OrderUpdated } from '@ecomm/contracts/events';
import { toAmount } from '@ecomm/contracts/money';
import type { Db, DbOrTx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import type { Caller } from '@ecomm/http/operation';
import { asc, desc, eq, sql } from 'drizzle-orm';
import { announcement } from './announcement.ts';
import { mayRead, missing } from './order-reply.ts';
import { readLines } from './read-orders.ts';
import { orderHistory, orders, orderTimeline } from './schema.ts';
import { inOrder, type Entry } from './timeline-order.ts';
import { summaryOf, type Told } from './timeline-summary.ts';

/** Of what other services said; the order's own history is short. Of more than these the latest are shown. */
const heardMax = 490;

/** GET /:id/timeline → what the order went through and what other services said of it, as one story, oldest first. */
export async function readTimeline(
  { db, currency }: { db: Db; currency: string },
  caller: Caller,
  id: string,
): Promise<Timeline> {
  const [order] = await facts(db).execute({ id });
  if (!order || !mayRead(caller, order.user_id)) throw missing();
  const [lines, changes, heard] = await Promise.all([
    readLines(db, id),
    history(db).execute({ id }),
    said(db).execute({ id, limit: heardMax }),
  ]);
  const created = announcement(order, lines, currency);
  const own = changes.map(({ event_id, ...change }) =>
    change.previous_status === null
      ? ownEntry('order.created', { ...change, event_id: order.created_event_id }, created)
      : ownEntry('order.updated', { ...change, event_id }, update(order, change)),
  );
  const isAdmin = caller.role === 'admin';
  const entries = inOrder(own, isAdmin ? heard : heard.map(withoutAddress));
  return { items: entries.map(withSummary) };
}

type Row = Awaited<ReturnType<ReturnType<typeof history>['execute']>>[number];
type Order = Awaited<ReturnType<ReturnType<typeof facts>['execute']>>[number];

function ownEntry(type: keyof Told, { at, event_id, cause_id, trace_id }: Omit<Row, 'sequence'>, data: object): Entry {
  return { at, service: 'orders', type, event_id, cause_id, trace_id, data: { ...data } };
}

/** The order.updated of a row of the history. */
function update({ id, user_id, total_cents }: Order, change: Omit<Row, 'event_id'>): OrderUpdated {
  const { status, previous_status, reason, sequence, at } = change;
  return {
    order_id: id,
    user_id,
    amount: toAmount(total_cents),
    status,
    previous_status: previous_status ?? status,
    ...(reason === null ? {} : { reason }),
    sequence,
    occurred_at: at,
  };
}

/** Like GET /queued of notifications: only an admin sees whole addresses. */
const withoutAddress = (entry: Entry): Entry =>
  'to' in entry.data ? { ...entry, data: { ...entry.data, to: masked(String(entry.data.to)) } } : entry;

const masked = (email: string): string => `${email.slice(0, 1)}***${email.slice(email.lastIndexOf('@'))}`;

function withSummary({ at, service, type, ...rest }: Entry): TimelineEntry {
  // Written here from events that were checked against their schemas.
  return { at, service, type, summary: summaryOf(type as keyof Told, rest.data as never), ...rest };
}

const { placeholder } = sql;

const facts = prepared((db: DbOrTx) =>
  db
    .select({
      id: orders.id,
      user_id: orders.user_id,
      total_cents: orders.total_cents,
      items_count: orders.items_count,
      shipping_address: orders.shipping_address,
      payment_method: orders.payment_method,
      created_event_id: orders.created_event_id,
      created_at: instant(orders.created_at),
    })
    .from(orders)
    .where(eq(orders.id, placeholder('id')))
    .prepare('timeline_order'),
);

const history = prepared((db: DbOrTx) =>
  db
    .select({
      sequence: orderHistory.sequence,
      status: orderHistory.status,
      previous_status: orderHistory.previous_status,
      reason: orderHistory.reason,
      event_id: orderHistory.event_id,
      cause_id: orderHistory.cause_id,
      trace_id: orderHistory.trace_id,
      at: instant(orderHistory.at),
    })
    .from(orderHistory)
    .where(eq(orderHistory.order_id, placeholder('id')))
    .orderBy(asc(orderHistory.sequence))
    .prepare('timeline_history'),
);

const said = prepared((db: DbOrTx) =>
  db
    .select({
      at: instant(orderTimeline.at),
      service: orderTimeline.service,
      type: orderTimeline.type,
      event_id: orderTimeline.event_id,
      cause_id: orderTimeline.cause_id,
      trace_id: orderTimeline.trace_id,
      data: orderTimeline.data,
    })
    .from(orderTimeline)
    .where(eq(orderTimeline.order_id, placeholder('id')))
    .orderBy(desc(orderTimeline.at))
    .limit(placeholder('limit'))
    .prepare('timeline_said'),
);

import { commitSql } from '@ecomm/database/commit-sql';
import type { Db } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { finishKeys, keyColumns, type KeyRow } from '@ecomm/http/idempotency-finish';
import { eventColumns, insertEvents, type EventRow } from '@ecomm/outbox/event-row';
import type { Line } from './order.ts';

/** An order as it is to be written, with its event and the answer to its key. */
export interface OrderRow extends EventRow, KeyRow {
  id: string;
  user_id: number;
  total_cents: number;
  items_count: number;
  shipping_address: string | null;
  payment_method: string;
  trace_id: string | null;
  lines: readonly Line[];
  /** How many milliseconds it may wait for its buyer's turn. */
  left(): number;
}

export interface Inserted {
  /** The buyer's orders that were pending already; null: its turn came too late. */
  pending: number | null;
  /** Which of the buyer's orders in this statement it is. */
  place: number;
  /** RFC 3339 UTC; null: it is not in. */
  created_at: string | null;
}

export const pendingMax = 20;

/** Stands in JSON for the time that the database gives the order. */
export const undated = '1970-01-01T00:00:00.000Z';

/** JSON whose `fields` are dated. No text in it can look like one of them: its quotation marks would be escaped. */
const dated = (json: string, ...fields: string[]): string =>
  fields.reduce((text, field) => `replace(${text}, '"${field}":"${undated}"', '"${field}":"' || at || '"')`, json);

const given = rowSet('given', {
  id: 'uuid',
  user_id: 'bigint',
  total_cents: 'bigint',
  items_count: 'int',
  shipping_address: 'text',
  payment_method: 'text',
  trace_id: 'text',
  within_ms: 'float8',
  place: 'int',
  ...eventColumns,
  ...keyColumns,
});
const line = rowSet('line', {
  order_id: 'uuid',
  product_id: 'bigint',
  name: 'text',
  sku: 'text',
  quantity: 'int',
  price_cents: 'bigint',
});

/**
 * Orders, their lines, their first history entries, order.created and the stored answers to their keys: one statement, and of
 * each order all or nothing. Each part hangs on the one before, so that too many pending orders, too late an hour and a key that
 * was taken over leave no trace. `place` counts the orders of one buyer among these: the later ones count the earlier ones.
 */
const insert = namedSql(`
  with waiting as materialized (
    select given.*, pending_orders(user_id, ${pendingMax}, within_ms) as pending, ${instantText('now()')} as at
    from ${given.sql}),
  allowed as (select * from waiting where pending + place <= ${pendingMax}),
  finished as (${finishKeys('allowed', dated('key_body', 'created_at', 'updated_at'))}),
  accepted as (select * from finished union all select * from allowed where key is null),
  ordered as (
    insert into orders (id, user_id, status, total_cents, items_count, shipping_address, payment_method, sequence, created_event_id)
    select id, user_id, 'pending', total_cents, items_count, shipping_address, payment_method, 1, event_id from accepted),
  lined as (
    insert into order_lines (order_id, product_id, name, sku, quantity, price_cents)
    select line.* from ${line.sql} where order_id in (select id from accepted)),
  noted as (
    insert into order_history (order_id, sequence, status, event_id, trace_id)
    select id, 1, 'pending', event_id, trace_id from accepted),
  staged as (${insertEvents('accepted', dated('event_payload', 'occurred_at'))})
  select id, waiting.pending, waiting.place, accepted.at as created_at from waiting left join accepted using (id)`);

/** What became of each. Buyers take their turns in ascending order, so that no two statements wait for each other. */
export async function insertOrders(db: Db, orders: readonly OrderRow[]): Promise<Inserted[]> {
  const counts = new Map<number, number>();
  const rows = orders.toSorted(byBuyer).map(({ lines: _, left, ...row }) => {
    const place = (counts.get(row.user_id) ?? 0) + 1;
    counts.set(row.user_id, place);
    return { ...row, place, within_ms: left() };
  });
  const lines = orders.flatMap(({ id, lines }) => lines.map((one) => ({ ...one, order_id: id })));
  const values = insert.values({ ...given.values(rows), ...line.values(lines) });
  const found = await commitSql<Inserted & { id: string }>(db, insert.text, values);
  const outcomes = new Map(found.map((outcome) => [outcome.id, outcome]));
  return orders.map(({ id }) => outcomes.get(id)!);
}

const byBuyer = (a: OrderRow, b: OrderRow): number => {
  const [one, other] = [a.key ?? '', b.key ?? ''];
  return a.user_id - b.user_id || (one < other ? -1 : one > other ? 1 : 0);
};

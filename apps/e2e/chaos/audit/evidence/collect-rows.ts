import type postgres from 'postgres';
import type { TestShop } from '../../../src/shop.fixture.ts';
import type * as row from './rows.ts';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

/** bigint columns as numbers. */
const number = (column: string): string => `${column}::float8 as ${column}`;

async function rowsOf<Row extends object>(sql: postgres.Sql, columns: string, from: string): Promise<Row[]> {
  return [...(await sql.unsafe<Row[]>(`select ${columns} from ${from}`))];
}

export const byId = <Key, Row>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row> =>
  new Map(rows.map((row) => [key(row), row]));

const orderOf = ({ order_id }: { order_id: string }): string => order_id;

export async function collectOrders(shop: TestShop) {
  const sql = shop.sql('orders');
  const orders = await rowsOf<row.OrderRow>(
    sql,
    `id, ${number('user_id')}, status, ${number('total_cents')}, items_count, transaction_id, sequence, created_event_id, ${ms('created_at')}`,
    'orders',
  );
  const lines = await rowsOf<row.LineRow>(
    sql,
    `order_id, ${number('product_id')}, quantity, ${number('price_cents')}`,
    'order_lines',
  );
  const history = await rowsOf<row.HistoryRow>(
    sql,
    `order_id, sequence, status, previous_status, reason, event_id, cause_id, trace_id, ${ms('at')}`,
    'order_history order by order_id, sequence',
  );
  const timeline = await rowsOf<row.TimelineRow>(
    sql,
    `order_id, event_id, service, type, cause_id, trace_id, ${ms('at')}`,
    'order_timeline',
  );
  const keys = await rowsOf<row.KeyRow>(sql, 'user_id, key, resource_id as order_id', 'idempotency_keys');
  return {
    orders: byId(orders, ({ id }) => id),
    lines: Map.groupBy(lines, orderOf),
    history: Map.groupBy(history, orderOf),
    timeline: Map.groupBy(timeline, orderOf),
    keys,
  };
}

export async function collectPayments(shop: TestShop) {
  const sql = shop.sql('payments');
  const payments = await rowsOf<row.PaymentRow>(
    sql,
    `transaction_id, order_id, ${number('user_id')}, ${number('amount_cents')}, status, failure_reason, ${number('refunded_cents')}, attempts, ${ms('updated_at')}`,
    'payments',
  );
  const entries = await rowsOf<row.EntryRow>(
    sql,
    `transaction_id, entry, kind, ${number('amount_cents')}, key, reason, ${ms('at')}`,
    'payment_entries order by transaction_id, entry',
  );
  const refunds = await rowsOf<row.RefundRow>(
    sql,
    `id, order_id, key, ${number('amount_cents')}, reason, status, attempts, ${ms('updated_at')}`,
    'refunds',
  );
  const ledger = await rowsOf<row.LedgerRow>(
    sql,
    `key, order_id, kind, ${number('amount_cents')}, outcome, ${ms('at')}`,
    'provider_ledger order by entry',
  );
  return {
    payments: byId(payments, orderOf),
    entries: Map.groupBy(entries, ({ transaction_id }) => transaction_id),
    refunds: Map.groupBy(refunds, orderOf),
    ledger: Map.groupBy(ledger, orderOf),
  };
}

export async function collectProducts(shop: TestShop) {
  const sql = shop.sql('products');
  const stock = await rowsOf<{ id: number; stock_quantity: number }>(sql, 'id, stock_quantity', 'products');
  const reservations = await rowsOf<row.ReservationRow>(
    sql,
    `order_id, state, holds_stock, ${ms('created_at')}`,
    'reservations',
  );
  const reserved = await rowsOf<row.ReservedRow>(sql, 'order_id, product_id, quantity', 'reservation_lines');
  return {
    stock: new Map(stock.map(({ id, stock_quantity }) => [id, stock_quantity])),
    reservations: byId(reservations, orderOf),
    reserved: Map.groupBy(reserved, orderOf),
  };
}

export const collectNotifications = async (shop: TestShop) => ({
  notifications: await rowsOf<row.NotificationRow>(
    shop.sql('notifications'),
    `id, event_id, template, order_id, status, attempts, resends, failure_reason, ${ms('created_at')}, ${ms('sent_at')}`,
    'notifications',
  ),
});

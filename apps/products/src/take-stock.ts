import type { Db } from '@ecomm/database/connect';
import { sqlState } from '@ecomm/database/errors';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { together } from '@ecomm/database/together';
import type { Wish } from './reservation.ts';

export interface TakeDeps {
  db: Db;
  /** How long stock is held for an order that nothing is heard of. */
  ttlSeconds: number;
}

/** An order that wants stock; what it wants as `merge` gives it. */
export interface Taking {
  orderId: string;
  wanted: readonly Wish[];
}

export interface ReservedLine extends Wish {
  name: string;
  sku: string | null;
  price_cents: number;
}

export interface Reserved {
  lines: ReservedLine[];
  /** RFC 3339 UTC. */
  expires_at: string;
}

/** Takes an order's stock or nothing: then it is short, known already, or behind another one that is. */
export type TakeStock = (order: Taking) => Promise<Reserved | undefined>;

/**
 * One statement for any number of orders, so that no lock waits for a round trip. `locked` takes the rows in ascending id and,
 * where it had to wait, looks at them again as they are now (READ COMMITTED). Stock goes by the orders' turn: one gets all
 * that it wants or nothing, and what it wants counts against those behind it either way, who may then try alone. An order
 * that is known locks nothing: it would wait for its own release while that waits for the stock.
 */
const take = `
  with wanted as (
    select * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) as w(order_id, turn, product_id, quantity)),
  fresh as (
    select w.* from wanted w where not exists (select from reservations r where r.order_id = w.order_id)),
  locked as (
    select p.id, p.stock_quantity, p.name, p.sku, p.price_cents
    from products p join (select product_id, min(quantity) as least from fresh group by product_id) f on f.product_id = p.id
    where p.is_active and p.stock_quantity >= f.least
    order by p.id for no key update of p),
  queued as (
    select f.order_id, f.quantity, l.id, l.name, l.sku, l.price_cents, l.id is not null
      and sum(f.quantity) over (partition by f.product_id order by f.turn) <= l.stock_quantity as fits
    from fresh f left join locked l on l.id = f.product_id),
  head as (
    insert into reservations (order_id, state, holds_stock, expires_at, look_at)
    select order_id, 'held', true, now() + make_interval(secs => $5), now() + make_interval(secs => $5)
    from queued group by order_id having bool_and(fits)
    on conflict do nothing returning order_id, expires_at),
  lines as (
    select h.order_id, q.id, q.quantity, q.name, q.sku, q.price_cents, h.expires_at from head h join queued q using (order_id)),
  noted as (
    insert into reservation_lines (order_id, product_id, quantity, name, sku, price_cents)
    select order_id, id, quantity, name, sku, price_cents from lines),
  taken as (
    update products p set stock_quantity = p.stock_quantity - l.quantity
    from (select id, sum(quantity)::int as quantity from lines group by id) l where p.id = l.id),
  marked as (insert into stock_changes (product_id) select distinct id from lines on conflict do nothing)
  select order_id, id as product_id, quantity, name, sku, price_cents, ${instantText('expires_at')} as expires_at
  from lines order by order_id, id`;

type Row = ReservedLine & { order_id: string; expires_at: string };

async function takeAll({ db, ttlSeconds }: TakeDeps, orders: readonly Taking[]): Promise<(Reserved | undefined)[]> {
  const wishes = orders.flatMap(({ orderId, wanted }, turn) => wanted.map((wish) => ({ orderId, turn, ...wish })));
  const rows = await despiteDeadlock(() =>
    runSql<Row>(db, take, [
      wishes.map(({ orderId }) => orderId),
      wishes.map(({ turn }) => turn),
      wishes.map(({ product_id }) => product_id),
      wishes.map(({ quantity }) => quantity),
      ttlSeconds,
    ]),
  );
  const taken = Map.groupBy(rows, ({ order_id }) => order_id);
  return orders.map(({ orderId }) => reserved(taken.get(orderId.toLowerCase())));
}

const reserved = (rows: readonly Row[] | undefined): Reserved | undefined =>
  rows?.[0] && {
    lines: rows.map(({ order_id: _, expires_at: __, ...line }) => line),
    expires_at: rows[0].expires_at,
  };

/** Each order by itself. */
export const takeAlone =
  (deps: TakeDeps): TakeStock =>
  async (order) =>
    (await takeAll(deps, [order]))[0];

/** All of a service's connections: products does little else. */
const statementsMax = 8;

/** Buyers of one product, and under load all, go together: its row is locked, and the disk waited for, once for many. */
export function takeTogether(deps: TakeDeps): TakeStock {
  const take = together((orders: readonly Taking[]) => takeAll(deps, orders), { statementsMax });
  return (order) =>
    take(
      order,
      order.wanted.map(({ product_id }) => product_id),
    );
}

const attemptsMax = 5;

/** Two that wait for each other's rows: Postgres ends one of them (40P01), and it may simply try again. */
export async function despiteDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (sqlState(error) !== '40P01' || attempt === attemptsMax) throw error;
    }
  }
}

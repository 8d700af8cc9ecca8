import type { Db } from '@ecomm/database/connect';
import { sqlState } from '@ecomm/database/errors';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import { notFound } from './product.ts';
import { isSame, merge, type ReservationState, type Wish } from './reservation.ts';

export interface ReserveDeps {
  db: Db;
  /** How long stock is held for an order that nothing is heard of. */
  ttlSeconds: number;
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

/**
 * Takes the stock of a whole order or nothing, in one statement; the same again for an order id that has it already,
 * held for the whole time from now: whoever takes an order over after a crash has as long as whoever began it.
 * Problems: 404 `product.not_found` {product_id} for what is unknown or inactive, 409 `stock.insufficient` {product_id,
 * available}, 409 `stock.reservation_released` for an order id that was given up, 409 `stock.reservation_mismatch` for one that
 * holds something else, 422 `request.invalid`.
 */
export async function reserveStock(deps: ReserveDeps, orderId: string, wishes: readonly Wish[]): Promise<Reserved> {
  const wanted = merge(wishes);
  check(orderId, wanted);
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const taken = await takeStock(deps, orderId, wanted);
    if (taken) return taken;
    const known = await findReserved(deps.db, orderId);
    const again = known && (await answerAgain(deps, orderId, known, wanted));
    if (again) return again;
    if (!known) await refuse(deps.db, wanted);
    // What was short when it was tried is there now, or what was held is settled: try again.
  }
  throw new Problem(503, 'service.overloaded', 'The stock changes too fast.', { retryAfterSeconds: 1 });
}

const attemptsMax = 5;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const linesMax = 50;
const quantityMax = 1_000;
const idMax = 2 ** 31 - 1;

function check(orderId: string, wanted: readonly Wish[]): void {
  const isWhole = wanted.every(
    ({ quantity }) => Number.isInteger(quantity) && quantity >= 1 && quantity <= quantityMax,
  );
  if (!uuid.test(orderId)) throw invalid('order_id', 'An order has a UUID.');
  if (wanted.length < 1 || wanted.length > linesMax || !isWhole)
    throw invalid('items', `An order has 1–${linesMax} lines of 1–${quantityMax} units.`);
  const unknown = wanted.find(({ product_id: id }) => !Number.isInteger(id) || id < 1 || id > idMax);
  if (unknown) throw notFound(unknown.product_id);
}

const invalid = (path: string, message: string): Problem =>
  new Problem(422, 'request.invalid', message, { errors: [{ path, message }] });

/**
 * One statement, so that no lock waits for a round trip. `locked` takes the rows in ascending id and, where it had to
 * wait, looks at them again as they are now (READ COMMITTED): only what still suffices stays. An order that is known
 * locks nothing: it would wait for its own release while that waits for the stock.
 */
const take = `
  with wanted as (select * from unnest($2::int[], $3::int[]) as w(product_id, quantity)),
  locked as (
    select p.id, w.quantity, p.name, p.sku, p.price_cents
    from products p join wanted w on w.product_id = p.id
    where p.is_active and p.stock_quantity >= w.quantity
      and not exists (select from reservations where order_id = $1::uuid)
    order by p.id for no key update of p),
  head as (
    insert into reservations (order_id, state, holds_stock, expires_at, look_at)
    select $1, 'held', true, now() + make_interval(secs => $4), now() + make_interval(secs => $4)
    where (select count(*) from locked) = (select count(*) from wanted)
    on conflict do nothing returning order_id, expires_at),
  lines as (
    insert into reservation_lines (order_id, product_id, quantity, name, sku, price_cents)
    select h.order_id, l.id, l.quantity, l.name, l.sku, l.price_cents from locked l, head h),
  taken as (
    update products p set stock_quantity = p.stock_quantity - l.quantity from locked l, head h where p.id = l.id),
  marked as (insert into stock_changes (product_id) select l.id from locked l, head h on conflict do nothing)
  select l.id as product_id, l.quantity, l.name, l.sku, l.price_cents, ${instantText('h.expires_at')} as expires_at
  from locked l, head h order by l.id`;

async function takeStock(
  { db, ttlSeconds }: ReserveDeps,
  orderId: string,
  wanted: readonly Wish[],
): Promise<Reserved | undefined> {
  const ids = wanted.map(({ product_id }) => product_id);
  const quantities = wanted.map(({ quantity }) => quantity);
  const rows = await despiteDeadlock(() =>
    runSql<ReservedLine & { expires_at: string }>(db, take, [orderId, ids, quantities, ttlSeconds]),
  );
  return rows[0] && { lines: rows.map(({ expires_at: _, ...line }) => line), expires_at: rows[0].expires_at };
}

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

type Known = { state: ReservationState; expires_at: string; lines: ReservedLine[] };

const find = `
  select r.state, ${instantText('r.expires_at')} as expires_at, coalesce(
    (select json_agg(json_build_object('product_id', l.product_id, 'quantity', l.quantity, 'name', l.name, 'sku', l.sku,
      'price_cents', l.price_cents) order by l.product_id) from reservation_lines l where l.order_id = r.order_id), '[]')::text as lines
  from reservations r where r.order_id = $1`;

async function findReserved(db: Db, orderId: string): Promise<Known | undefined> {
  const [row] = await runSql<Omit<Known, 'lines'> & { lines: string }>(db, find, [orderId]);
  return row && { ...row, lines: JSON.parse(row.lines) as ReservedLine[] };
}

const renew = `
  update reservations set expires_at = now() + make_interval(secs => $2), look_at = now() + make_interval(secs => $2)
  where order_id = $1 and state = 'held' returning ${instantText('expires_at')} as expires_at`;

/** Undefined when it was held and no longer is. */
async function answerAgain(
  { db, ttlSeconds }: ReserveDeps,
  orderId: string,
  { state, expires_at, lines }: Known,
  wanted: readonly Wish[],
): Promise<Reserved | undefined> {
  if (state === 'released' || state === 'expired')
    throw new Problem(409, 'stock.reservation_released', 'The stock of this order was given back.');
  if (!isSame(lines, wanted))
    throw new Problem(409, 'stock.reservation_mismatch', 'This order has reserved something else.');
  if (state === 'confirmed') return { lines, expires_at };
  const [renewed] = await runSql<{ expires_at: string }>(db, renew, [orderId, ttlSeconds]);
  return renewed && { lines, ...renewed };
}

const look = `select id, stock_quantity as available from products where id = any($1::int[]) and is_active`;

/** Throws for the first product that cannot be had; returns when by now all can. */
async function refuse(db: Db, wanted: readonly Wish[]): Promise<void> {
  const rows = await runSql<{ id: number; available: number }>(db, look, [wanted.map(({ product_id }) => product_id)]);
  const stock = new Map(rows.map(({ id, available }) => [id, available]));
  const unknown = wanted.find(({ product_id }) => !stock.has(product_id));
  if (unknown) throw notFound(unknown.product_id);
  const short = wanted.find(({ product_id, quantity }) => stock.get(product_id)! < quantity);
  if (!short) return;
  const { product_id } = short;
  const available = stock.get(product_id)!;
  throw new Problem(409, 'stock.insufficient', `Only ${available} of product ${product_id} left.`, {
    extra: { product_id, available },
  });
}

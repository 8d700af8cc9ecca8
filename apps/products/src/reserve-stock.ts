import type { Db } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import { notFound } from './product.ts';
import { isSame, merge, type ReservationState, type Wish } from './reservation.ts';
import { takeAlone, type Reserved, type ReservedLine, type TakeDeps, type TakeStock } from './take-stock.ts';

export interface ReserveDeps extends TakeDeps {
  /** How an order's stock is taken: by itself unless told. */
  take?: TakeStock;
}

/**
 * Takes the stock of a whole order or nothing, in one statement (take-stock.ts); the same again for an order id that has it already,
 * held for the whole time from now: whoever takes an order over after a crash has as long as whoever began it.
 * Problems: 404 `product.not_found` {product_id} for what is unknown or inactive, 409 `stock.insufficient` {product_id,
 * available}, 409 `stock.reservation_released` for an order id that was given up, 409 `stock.reservation_mismatch` for one that
 * holds something else, 422 `request.invalid`.
 */
export async function reserveStock(deps: ReserveDeps, orderId: string, wishes: readonly Wish[]): Promise<Reserved> {
  const wanted = merge(wishes);
  check(orderId, wanted);
  const alone = takeAlone(deps);
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const take = attempt === 1 ? (deps.take ?? alone) : alone;
    const taken = await take({ orderId, wanted });
    if (taken) return taken;
    const [known, stock] = await Promise.all([findReserved(deps.db, orderId), findStock(deps.db, wanted)]);
    const again = known && (await answerAgain(deps, orderId, known, wanted));
    if (again) return again;
    if (!known) refuse(stock, wanted);
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

/** What is left of the products that can be had. */
async function findStock(db: Db, wanted: readonly Wish[]): Promise<Map<number, number>> {
  const rows = await runSql<{ id: number; available: number }>(db, look, [wanted.map(({ product_id }) => product_id)]);
  return new Map(rows.map(({ id, available }) => [id, available]));
}

/** Throws for the first product that cannot be had; returns when by now all can. */
function refuse(stock: ReadonlyMap<number, number>, wanted: readonly Wish[]): void {
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

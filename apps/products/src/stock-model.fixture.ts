import { atExpiry, claimOf, type OrderStatus, type ReservationState, type Wish } from './reservation.ts';

// What reservations do to the stock, as rules over plain values: what Postgres must do too. One statement after another;
// two at once must end as one of the two orders does.

/** An order's lines; `product_id` counts from 0. */
export type Basket = readonly Wish[];

export interface Known {
  state: ReservationState;
  holds_stock: boolean;
  sequence: number;
  /** Past its time, and due to be looked at. */
  lapsed: boolean;
  due: boolean;
  lines: Basket;
  isShort: boolean;
}

export interface News {
  /** The event's, or nobody's when orders was asked. */
  id: string;
  order: number;
  status: OrderStatus;
  sequence: number;
}

export interface StockModel {
  stock: number[];
  reservations: (Known | undefined)[];
  /** Events heard. */
  inbox: Set<string>;
  /** Orders that were heard of, or given up, before they reserved: nothing is noted of a payment then. */
  early: Set<number>;
  /** stock.shortfall, in the order said. */
  said: { order: number; product_id: number; missing: number }[];
}

const known = (state: ReservationState, lines: Basket, sequence = 0): Known => ({
  state,
  holds_stock: lines.length > 0,
  sequence,
  lapsed: false,
  due: false,
  lines,
  isShort: false,
});
const isGivenUp = ({ state }: Known): boolean => state === 'released' || state === 'expired';

const shortOf = ({ stock }: StockModel, lines: Basket) =>
  lines
    .map(({ product_id, quantity }) => ({ product_id, missing: quantity - stock[product_id]! }))
    .find(({ missing }) => missing > 0);

function move({ stock }: StockModel, lines: Basket, sign: 1 | -1): void {
  for (const { product_id, quantity } of lines) stock[product_id]! += sign * quantity;
}

export function reserve(model: StockModel, order: number, lines: Basket): void {
  const reservation = model.reservations[order];
  if (reservation?.state === 'held') Object.assign(reservation, { lapsed: false, due: false });
  if (reservation || shortOf(model, lines)) return;
  move(model, lines, -1);
  model.reservations[order] = known('held', lines);
}

export function release(model: StockModel, order: number): void {
  if (!model.reservations[order]) model.early.add(order);
  const reservation = (model.reservations[order] ??= known('released', []));
  if (reservation.state === 'held') reservation.state = 'released';
  putBackOne(model, reservation);
}

function putBackOne(model: StockModel, reservation: Known): void {
  if (!reservation.holds_stock || !isGivenUp(reservation)) return;
  move(model, reservation.lines, 1);
  reservation.holds_stock = false;
}

export function putBack(model: StockModel): void {
  for (const reservation of model.reservations) if (reservation) putBackOne(model, reservation);
}

export function lapse(model: StockModel, order: number): void {
  const reservation = model.reservations[order];
  if (reservation?.state === 'held') Object.assign(reservation, { lapsed: true, due: true });
}

/** `tell` says what orders knows when it is asked, `away` nothing; `meanwhile` happens before its answer is there. */
export function expire(
  model: StockModel,
  tell: (order: number) => News | 'away' | undefined,
  meanwhile = () => {},
): void {
  const due = model.reservations.flatMap((one, order) => (one?.state === 'held' && one.due ? [{ one, order }] : []));
  const answers = due.map(({ one, order }) => {
    one.due = false;
    return { one, news: tell(order) };
  });
  if (due.length > 0) meanwhile();
  for (const { one, news } of answers) {
    if (news === 'away' || one.state !== 'held' || !one.lapsed) continue;
    one.state = atExpiry[news ? claimOf[news.status] : 'void'];
    one.sequence = Math.max(one.sequence, news?.sequence ?? 0);
  }
  putBack(model);
}

export function hear(model: StockModel, { id, order, status, sequence }: News): void {
  if (model.inbox.has(id)) return;
  model.inbox.add(id);
  const reservation = model.reservations[order];
  const isVoid = claimOf[status] === 'void';
  if (!reservation) {
    model.early.add(order);
    if (isVoid) model.reservations[order] = known('released', [], sequence);
    return;
  }
  if (sequence <= reservation.sequence) return;
  reservation.sequence = sequence;
  if (isVoid) reservation.state = 'released';
  else if (reservation.holds_stock && reservation.state !== 'released') reservation.state = 'confirmed';
  else if (reservation.state !== 'confirmed') retake(model, reservation, order);
}

function retake(model: StockModel, reservation: Known, order: number): void {
  const { lines, state } = reservation;
  const whole = lines.map(({ product_id, quantity }) => ({ product_id, missing: quantity }))[0];
  const short = state === 'expired' ? shortOf(model, lines) : whole;
  if (short && !reservation.isShort) model.said.push({ order, ...short });
  if (short) reservation.isShort = true;
  else if (state === 'expired') {
    move(model, lines, -1);
    Object.assign(reservation, { state: 'confirmed', holds_stock: true });
  }
}

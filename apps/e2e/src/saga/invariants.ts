import { totals } from './orders-part.ts';
import { quantities, stockBefore } from './products-part.ts';
import { orderCount, type World } from './world.ts';

/** Behaviour's diagram, written down once more: the code under test has its own. */
const paths = new Set([
  'pending',
  'pending paid',
  'pending paid shipped',
  'pending paid shipped delivered',
  'pending failed',
  'pending cancelled',
  'pending cancelled refunded',
  'pending paid cancelled',
  'pending paid cancelled refunded',
]);
const live = new Set(['paid', 'shipped', 'delivered']);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function money({ ledger }: World, order: number) {
  const booked = [...ledger].filter(([, entry]) => entry.order === order && entry.succeeded);
  const of = (kind: 'charge' | 'refund', key = '') =>
    booked.filter(([name, entry]) => entry.kind === kind && name.startsWith(key)).map(([, { cents }]) => cents);
  return { charges: of('charge'), refunded: sum(of('refund')), wished: sum(of('refund', 'wish')) };
}

/** What no state may break, in the middle of things (guarantees.md); the first that is broken. */
export function brokenNow(world: World): string | undefined {
  const { stock, reservations } = world.services.products.rows;
  if (stock < 0) return 'I10: the stock is below 0';
  const held = sum(Object.entries(reservations).map(([order, { holds }]) => (holds ? quantities[Number(order)]! : 0)));
  if (stock + held !== stockBefore) return `I10: of ${stockBefore} units ${stock} are on the shelf and ${held} taken`;
  for (let order = 0; order < orderCount; order += 1) {
    const { charges, refunded } = money(world, order);
    if (charges.length > 1) return `I6: order ${order} was charged ${charges.length} times`;
    if (refunded > sum(charges)) return `I7: order ${order} got back ${refunded} of ${sum(charges)}`;
    const path = world.services.orders.rows[order]?.path ?? ['pending'];
    if (!paths.has(path.join(' '))) return `I8: order ${order} went ${path.join(' → ')}`;
    const told = [
      ...(world.topics.get(`order.created ${order}`) ?? []),
      ...(world.topics.get(`order.updated ${order}`) ?? []),
    ];
    if (told.some(({ sequence }, at) => sequence !== at + 1)) return `I11: the sequence of order ${order} has a gap`;
  }
  return undefined;
}

/** What must hold when nothing is left to do. */
export function brokenAtRest(world: World): string | undefined {
  const { sent } = world.services.mails.rows;
  if (new Set(sent).size < sent.length) return 'I12: a mail was sent twice for its event';
  for (let order = 0; order < orderCount; order += 1) {
    const status = world.status(order) ?? 'none';
    const { charges, refunded, wished } = money(world, order);
    const kept = sum(charges) - refunded;
    const is = `order ${order}, ${status}: ${sum(charges)} captured, ${refunded} refunded, ${wished} of it by an admin`;
    if (status === 'pending') return `I9: ${is}`;
    if (live.has(status) ? kept !== totals[order]! - wished || refunded !== wished : kept !== 0) return `I7: ${is}`;
    if (status === 'cancelled' && charges.length > 0) return `I7: settled, but not refunded: ${is}`;
    const holds = world.services.products.rows.reservations[order]?.holds ?? false;
    if (holds !== live.has(status)) return `I10: ${is}, ${holds ? 'keeps' : 'has no'} stock`;
  }
  return undefined;
}

import { Problem } from '@ecomm/runtime/problem';

export type Status = 'pending' | 'paid' | 'shipped' | 'delivered' | 'failed' | 'cancelled' | 'refunded';

/** Which status may follow which; a status that nothing follows absorbs whatever comes late. */
export const next = {
  pending: ['paid', 'failed', 'cancelled'],
  paid: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  failed: [],
  cancelled: ['refunded'],
  refunded: [],
} as const satisfies Record<Status, readonly Status[]>;

/** What makes each of them happen, for docs/flows/order-states.md. */
export const causes = {
  pending: {
    paid: 'payment.succeeded, or payments when asked',
    failed: 'payment.failed, or payments when asked',
    cancelled: 'cancel by its buyer or an admin',
  },
  paid: {
    shipped: 'an admin ships it',
    cancelled: 'cancel by its buyer or an admin, or stock.shortfall',
  },
  shipped: { delivered: 'an admin says so' },
  delivered: {},
  failed: {},
  cancelled: { refunded: 'payment.refunded, once all of it is back' },
  refunded: {},
} as const satisfies { [From in Status]: Record<(typeof next)[From][number], string> };

/** What decides how an order goes on. */
export interface Standing {
  status: Status;
  total_cents: number;
  /** The most that payments said was refunded in all. */
  refunded_cents: number;
}

const follows = (from: Status, to: Status): boolean => (next[from] as readonly Status[]).includes(to);

/** What an admin may say of an order, where `next` allows it; the rest is payments' to say. */
const sayable: ReadonlySet<Status> = new Set(['shipped', 'delivered', 'cancelled']);

/** Whether an admin may move an order on from one status to the other. */
export const mayBeSet = (from: Status, to: Status): boolean => sayable.has(to) && follows(from, to);

export const mayBeCancelled = (from: Status): boolean => follows(from, 'cancelled');

/** Whether a charge's end still says what becomes of the order. */
export const mayBeSettled = (from: Status): boolean => follows(from, 'paid');

/**
 * The statuses that an order goes through, one after the other, when it is cancelled; none where it may not be. What was
 * refunded while it was live is not refunded again: nobody would tell, and so it is `refunded` at once.
 */
export function whenCancelled({ status, total_cents, refunded_cents }: Standing): Status[] {
  if (!mayBeCancelled(status)) return [];
  const hasNothingToComeBack = refunded_cents === total_cents && (refunded_cents > 0 || status === 'paid');
  return hasNothingToComeBack ? ['cancelled', 'refunded'] : ['cancelled'];
}

/** The same when all refunds together have come to `refunded_cents`: a live order stays what it is. */
export const whenRefunded = ({ status, total_cents, refunded_cents }: Standing): Status[] =>
  follows(status, 'refunded') && refunded_cents === total_cents ? ['refunded'] : [];

/** A stock.shortfall undoes the payment; what was shipped in spite of it is not brought back. */
export const whenShort = (order: Standing): Status[] => (order.status === 'paid' ? whenCancelled(order) : []);

export interface LineWish {
  product_id: number;
  quantity: number;
}

/** A line at the catalogue's price, as products reserved it. */
export interface Line extends LineWish {
  name: string;
  sku: string | null;
  price_cents: number;
}

const quantityMax = 1_000;

/** One wish a product, in ascending product id; the same product twice is merged. */
export function merge(wishes: readonly LineWish[]): LineWish[] {
  const quantities = new Map<number, number>();
  for (const { product_id, quantity } of wishes)
    quantities.set(product_id, (quantities.get(product_id) ?? 0) + quantity);
  const merged = [...quantities].map(([product_id, quantity]) => ({ product_id, quantity }));
  const tooMany = merged.find(({ quantity }) => quantity > quantityMax);
  if (tooMany) {
    const message = `At most ${quantityMax} units of product ${tooMany.product_id} in one order`;
    throw new Problem(422, 'order.too_many_units', `${message}.`, { errors: [{ path: 'items', message }] });
  }
  return merged.toSorted((a, b) => a.product_id - b.product_id);
}

export interface Totals {
  totalCents: number;
  itemsCount: number;
}

/** What the lines cost together and how many units they are. Exact: 50 lines of 1,000 units at the highest price stay below 2^53 cents. */
export function totals(lines: readonly Line[]): Totals {
  let totalCents = 0;
  let itemsCount = 0;
  for (const { quantity, price_cents } of lines) {
    totalCents += quantity * price_cents;
    itemsCount += quantity;
  }
  return { totalCents, itemsCount };
}

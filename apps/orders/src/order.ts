import { Problem } from '@ecomm/runtime/problem';

export type Status = 'pending' | 'paid' | 'shipped' | 'delivered' | 'failed' | 'cancelled' | 'refunded';

/** Which status may follow which; a status that nothing follows absorbs whatever comes late. */
export const next = {
  pending: ['paid', 'failed'],
  paid: ['shipped'],
  shipped: ['delivered'],
  delivered: [],
  failed: [],
  cancelled: [],
  refunded: [],
} as const satisfies Record<Status, readonly Status[]>;

/** What an admin may say of an order, where `next` allows it; the rest is payments' to say. */
const sayable: ReadonlySet<Status> = new Set(['shipped', 'delivered', 'cancelled']);

/** Whether an admin may move an order on from one status to the other. */
export const mayBeSet = (from: Status, to: Status): boolean =>
  sayable.has(to) && (next[from] as readonly Status[]).includes(to);

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

import type { OrderUpdated } from '@ecomm/contracts/events';

/**
 * held: the order's units are off the shelf and wait for its payment; confirmed: sold; released: back on the shelf, for
 * good; expired: back on the shelf, but taken again should the payment come after all.
 */
export type ReservationState = 'held' | 'confirmed' | 'released' | 'expired';

export type OrderStatus = OrderUpdated['status'];

/** What an order's status means for its stock (design.md §3, rule 4): a state, whatever it was before. */
export const claimOf = {
  pending: 'open',
  paid: 'sold',
  shipped: 'sold',
  delivered: 'sold',
  failed: 'void',
  cancelled: 'void',
  refunded: 'void',
} as const satisfies Record<OrderStatus, 'open' | 'sold' | 'void'>;

/** What becomes of a reservation at its expiry, by what orders says; an order that it does not know is void. */
export const atExpiry = { open: 'expired', sold: 'confirmed', void: 'released' } as const satisfies Record<
  (typeof claimOf)[OrderStatus],
  ReservationState
>;

export interface Wish {
  product_id: number;
  quantity: number;
}

/** One wish a product, in ascending id, as stock is always locked. */
export function merge(wishes: readonly Wish[]): Wish[] {
  const quantities = new Map<number, number>();
  for (const { product_id, quantity } of wishes)
    quantities.set(product_id, (quantities.get(product_id) ?? 0) + quantity);
  const merged = [...quantities].map(([product_id, quantity]) => ({ product_id, quantity }));
  return merged.toSorted((a, b) => a.product_id - b.product_id);
}

/** Whether both reserve the same; each as `merge` gives it. */
export const isSame = (a: readonly Wish[], b: readonly Wish[]): boolean =>
  a.length === b.length &&
  a.every(({ product_id, quantity }, at) => product_id === b[at]!.product_id && quantity === b[at]!.quantity);

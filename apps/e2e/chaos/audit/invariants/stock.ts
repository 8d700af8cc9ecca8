import type { Evidence } from '../evidence/evidence.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

const live: ReadonlySet<string> = new Set(['paid', 'shipped', 'delivered']);

export function stockAddsUp(evidence: Evidence): Verdict {
  const inquiry = new Inquiry(
    'I10',
    'initial − current stock = quantity of live orders + open reservations; never below 0',
  );
  const sold = new Map<number, number>();
  const held = new Map<number, number>();
  const add = (to: Map<number, number>, product: number, units: number) =>
    to.set(product, (to.get(product) ?? 0) + units);
  for (const { id, status } of evidence.orders.values())
    if (live.has(status))
      for (const { product_id, quantity } of evidence.lines.get(id) ?? []) add(sold, product_id, quantity);
  for (const { order_id, state, holds_stock } of evidence.reservations.values()) {
    const status = evidence.orders.get(order_id)?.status;
    // Of no order: what a crashed request left behind, open until it expires.
    const isLive = status !== undefined && live.has(status);
    if (holds_stock && !isLive && state !== 'confirmed')
      for (const { product_id, quantity } of evidence.reserved.get(order_id) ?? []) add(held, product_id, quantity);
    const agrees = isLive ? holds_stock : !holds_stock || state !== 'confirmed';
    inquiry.check(
      agrees,
      () => `order ${order_id} is ${status}, its reservation ${state} and ${holds_stock ? 'holds' : 'without'} stock`,
      order_id,
    );
  }
  for (const [product, before] of evidence.record.stockBefore) {
    const now = evidence.stock.get(product);
    const [out, open] = [sold.get(product) ?? 0, held.get(product) ?? 0];
    inquiry.check(
      now === before - out - open,
      () => `product ${product}: ${before} at first, ${out} sold, ${open} held, and ${now} left`,
    );
  }
  for (const [product, now] of evidence.stock) inquiry.check(now >= 0, () => `product ${product}: ${now} left`);
  return inquiry.verdict();
}

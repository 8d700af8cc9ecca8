import type { LittleShop } from './little-shop.fixture.ts';
import type { Orders } from './right-shop.fixture.ts';

/** One thing gone wrong: what, in which invariants it must show and in no other, and how it is done. */
export type Tampering = [what: string, red: string, tamper: (shop: LittleShop, orders: Orders) => void];

export const hour = 3_600_000;

export const remove = <Row>(rows: Row[], which: (row: Row) => boolean): void => {
  const at = rows.findIndex(which);
  if (at < 0) throw new Error('there is nothing to take away');
  rows.splice(at, 1);
};
export const find = <Row>(rows: readonly Row[], which: (row: Row) => boolean): Row => {
  const found = rows.find(which);
  if (!found) throw new Error('there is nothing to change');
  return found;
};
export const requestOf = (shop: LittleShop, request: string, orderId?: string) =>
  find(shop.record.journal, (one) => one.request === request && (!orderId || one.orderId === orderId));
export const recordOf = (shop: LittleShop, topic: string, orderId: string) =>
  find(shop.records, (one) => one.topic === topic && one.orderId === orderId);

/** A request that was answered 503 so long after an outage whose events were worked off by then, or not yet. */
export function refusedAfterOutage(
  shop: LittleShop,
  orderId: string,
  { askedMs, caughtUpMs }: { askedMs: number; caughtUpMs: number },
): void {
  const { record } = shop;
  const over = record.windows[0]!.until;
  record.lags.push(
    ...Array.from({ length: 40 }, (_, n) => ({ at: over + n * 1_000, events: n * 1_000 < caughtUpMs ? 500 : 3 })),
  );
  const at = over + askedMs;
  const refused = { outcome: 'unknown', status: 503, sentAt: at, answeredAt: at } as const;
  record.journal.push({ ...requestOf(shop, 'ship', orderId), ...refused, traceId: shop.trace() });
}

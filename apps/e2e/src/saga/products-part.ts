import { atExpiry, claimOf, type OrderStatus, type ReservationState } from '@ecomm/products/aggregate';
import type { Fact, Fate, Rule, Service } from './service.ts';

export interface Reservation {
  state: ReservationState;
  holds: boolean;
  sequence: number;
  renewals: number;
}
export interface ProductRows {
  stock: number;
  reservations: Record<number, Reservation>;
}
type Stage = (fact: Fact) => void;

export const quantities = [1, 2, 2];
export const stockBefore = 3;

/** products in memory: what a status means is its own, this keeps stock and reservations as its statements do. */
export function productsPart(service: Service<ProductRows>, without: ReadonlySet<Rule>) {
  const claim = (rows: ProductRows, { order, status, sequence }: Fact, stage: Stage): void => {
    const meaning = claimOf[status as OrderStatus];
    const found = (rows.reservations[order] ??= { state: 'released', holds: false, sequence: 0, renewals: 0 });
    if (found.sequence >= sequence! || meaning === 'open') return;
    found.sequence = sequence!;
    if (meaning === 'void') found.state = 'released';
    else if (found.holds && found.state !== 'released') found.state = 'confirmed';
    else if (found.state === 'expired' && rows.stock >= quantities[order]!) {
      rows.stock -= quantities[order]!;
      Object.assign(found, { state: 'confirmed', holds: true });
    } else stage({ id: `stock.shortfall ${order}`, type: 'stock.shortfall', order });
  };
  return {
    /** True where the order may be placed or shipped: what is held is renewed, what was given back is refused. */
    reserve: (order: number, fate: Fate): boolean => {
      service.transaction((rows) => {
        const found = rows.reservations[order];
        if (found) found.renewals += 1;
        else if (rows.stock >= quantities[order]!) {
          rows.stock -= quantities[order]!;
          rows.reservations[order] = { state: 'held', holds: true, sequence: 0, renewals: 0 };
        }
      }, fate);
      const state = service.rows.reservations[order]?.state;
      return fate === 'commits' && (state === 'held' || state === 'confirmed');
    },
    /** By what orders said when the reservation had been renewed so often; undefined: it does not know the order. */
    expire: (order: number, said: OrderStatus | undefined, renewals: number, fate: Fate): void =>
      service.transaction(({ reservations: { [order]: found } }) => {
        if (found?.state === 'held' && found.renewals === renewals)
          found.state = atExpiry[said ? claimOf[said] : 'void'];
      }, fate),
    putBack: (order: number, fate: Fate): void =>
      service.transaction((rows) => {
        const found = rows.reservations[order];
        const isGivenUp = found?.state === 'released' || found?.state === 'expired';
        if (!isGivenUp || !(found.holds || without.has('stock debt'))) return;
        found.holds = false;
        rows.stock += quantities[order]!;
      }, fate),
    hear: (fact: Fact, fate: Fate): boolean => service.hear(fact, (rows, stage) => claim(rows, fact, stage), fate),
  };
}

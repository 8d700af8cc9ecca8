import type { Wakeable } from '@ecomm/runtime/wake';
import { chargePayment, giveUpCharges, leaseCharges, type ChargeDeps, type DueCharge } from './charge-payment.ts';
import { sideBySide } from './side-by-side.ts';

export interface ChargerOptions extends ChargeDeps {
  /** Charges side by side. */
  slots?: number;
}

export interface Charger extends Wakeable {
  /** Charges one leased payment now; resolves when that is over, whatever came of it. */
  charge(due: DueCharge): Promise<void>;
  /** How many charges more it would begin now. */
  room(): number;
  /** Begins charges whose lease the caller has; what there is no room for goes back to the queue. */
  take(due: readonly DueCharge[]): void;
}

/** Charges what is due. */
export function charger({ slots = 256, ...deps }: ChargerOptions): Charger {
  const { db, log, isUp } = deps;
  const charge = chargePayment(deps);
  const lease = (max: number): Promise<DueCharge[]> => leaseCharges(db, max);
  const queue = sideBySide({ rows: 'charges', name: 'charger', log, slots, isUp, lease, work: charge });
  return {
    ...queue,
    charge,
    take: (due) => {
      const now = due.slice(0, queue.room());
      now.forEach(queue.begin);
      const later = due.slice(now.length);
      if (later.length === 0) return;
      const back = giveUpCharges(db, later).then(() => queue.wake());
      back.catch(() => undefined); // the end of the lease brings them back
    },
  };
}

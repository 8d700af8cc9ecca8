import type { Wakeable } from '@ecomm/runtime/wake';
import { chargePayment, leaseCharges, type ChargeDeps, type DueCharge } from './charge-payment.ts';
import { sideBySide } from './side-by-side.ts';

export interface ChargerOptions extends ChargeDeps {
  /** Charges side by side. */
  slots?: number;
}

export interface Charger extends Wakeable {
  /** Charges one leased payment now; resolves when that is over, whatever came of it. */
  charge(due: DueCharge): Promise<void>;
}

/** Charges what is due. */
export function charger({ slots = 256, ...deps }: ChargerOptions): Charger {
  const { db, log, isUp } = deps;
  const charge = chargePayment(deps);
  const lease = (max: number): Promise<DueCharge[]> => leaseCharges(db, max);
  return { ...sideBySide({ rows: 'charges', name: 'charger', log, slots, isUp, lease, work: charge }), charge };
}

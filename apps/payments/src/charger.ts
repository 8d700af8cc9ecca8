import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { chargePayment, leaseCharges, type ChargeDeps, type DueCharge } from './charge-payment.ts';

export interface ChargerOptions extends ChargeDeps {
  /** Charges side by side: so many that the provider's latency never limits throughput. */
  slots?: number;
}

export interface Charger extends Wakeable {
  /** Charges one leased payment now; resolves when that is over, whatever came of it. */
  charge(due: DueCharge): Promise<void>;
}

/** Rows leased by one statement. */
const batchMax = 64;
/** What a crash left, here or in another copy, is found this often. */
const sweepMs = 1_000;

/** Charges what is due, side by side in a bounded number of slots: woken by a new payment, and every second. */
export function charger({ slots = 256, ...deps }: ChargerOptions): Charger {
  const charge = chargePayment(deps);
  const underWay = new Set<Promise<void>>();
  let more = false;

  const begin = (due: DueCharge): void => {
    const charging = charge(due).finally(() => {
      underWay.delete(charging);
      if (more && underWay.size <= slots / 2) loop.wake();
    });
    underWay.add(charging);
  };

  const loop = wakeable({ name: 'charger', log: deps.log, everyMs: sweepMs }, async () => {
    do {
      const free = Math.min(slots - underWay.size, batchMax);
      more = free === 0;
      if (more) return;
      const due = await leaseCharges(deps.db, free);
      due.forEach(begin);
      more = due.length === free;
    } while (more);
  });

  return {
    ...loop,
    charge,
    stop: async () => {
      await loop.stop?.();
      await Promise.all(underWay);
    },
  };
}

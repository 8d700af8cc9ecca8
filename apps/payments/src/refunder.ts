import type { Wakeable } from '@ecomm/runtime/wake';
import { askRefund, leaseRefunds, type DueRefund, type RefundDeps } from './ask-refund.ts';
import { sideBySide } from './side-by-side.ts';

export interface RefunderOptions extends Omit<RefundDeps, 'wakeRefunder'> {
  /** Refunds side by side. */
  slots?: number;
}

export interface Refunder extends Wakeable {
  /** Asks for one leased refund now; resolves when that is over, whatever came of it. */
  refund(due: DueRefund): Promise<void>;
}

/** Gives back what is due. */
export function refunder({ slots = 64, ...deps }: RefunderOptions): Refunder {
  const { db, log, isUp } = deps;
  const refund = askRefund({ ...deps, wakeRefunder: () => loop.wake() });
  const lease = (max: number): Promise<DueRefund[]> => leaseRefunds(db, max);
  const loop = sideBySide({ rows: 'refunds', name: 'refunder', log, slots, isUp, lease, work: refund });
  return { ...loop, refund };
}

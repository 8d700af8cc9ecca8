import type { Log } from '@ecomm/runtime/log';
import { inTrace, traceparent } from '@ecomm/runtime/trace';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import type { Catalog } from './catalog.ts';

export interface GiveBackDeps {
  catalog: Pick<Catalog, 'release'>;
  log: Log;
  everyMs?: number;
}

/** More than these are left to expire. */
const rememberedMax = 10_000;

/**
 * A refused order → products.ReleaseStock (gRPC). While products does not answer, the order is remembered and asked for
 * again every second; what a crash forgets, the reservation's expiry gives back.
 */
export function giveBackStock({
  catalog,
  log,
  everyMs = 1_000,
}: GiveBackDeps): Wakeable & { giveBack(orderId: string): Promise<void> } {
  /** Orders, each with the place in its trace. */
  const owed = new Map<string, string>();
  const again = wakeable({ name: 'give-back-stock', log, everyMs }, async () => {
    for (const [orderId, refused] of owed) {
      await inTrace(refused, () => catalog.release(orderId));
      owed.delete(orderId);
    }
  });
  return {
    ...again,
    giveBack: async (orderId) => {
      try {
        await catalog.release(orderId);
      } catch {
        if (owed.size < rememberedMax) owed.set(orderId, traceparent());
      }
    },
  };
}

import type { World } from '../fault.ts';
import { lagMeter } from '../world/measure-lag.ts';
import type { Lag } from '../record/samples.ts';

const everyMs = 2_000;

/** Looks how far all groups are behind, until it is stopped; what a broker in trouble does not say is left out. */
export function watchLag({ shop }: Pick<World, 'shop'>): { lags: Lag[]; stop(): Promise<void> } {
  const meter = lagMeter(shop);
  const lags: Lag[] = [];
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const found = await meter.lags().catch(() => undefined);
    looking = false;
    if (found) lags.push({ at: Date.now(), events: found.values().reduce((sum, events) => sum + events, 0) });
  };
  const timer = setInterval(() => void look(), everyMs);
  return {
    lags,
    stop: async () => {
      clearInterval(timer);
      await meter.close();
    },
  };
}

import type { World } from '../fault.ts';
import { lagMeter } from '../world/measure-lag.ts';

const everyMs = 2_000;

/** Records how far all groups are behind, until the watching is ended; what a broker in trouble does not say is left out. */
export function watchLag({ shop, record }: Pick<World, 'shop' | 'record'>): () => Promise<void> {
  const meter = lagMeter(shop);
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const found = await meter.lags().catch(() => undefined);
    looking = false;
    if (found) record.lags.push({ at: Date.now(), events: found.values().reduce((sum, events) => sum + events, 0) });
  };
  const timer = setInterval(() => void look(), everyMs);
  return async () => {
    clearInterval(timer);
    await meter.close();
  };
}

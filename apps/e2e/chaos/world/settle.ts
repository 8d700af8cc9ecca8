import type { TestShop } from '../../src/shop.fixture.ts';
import { countStaged, findWork } from './find-work.ts';
import { inTime } from './in-time.ts';
import type { LagMeter } from './measure-lag.ts';

const lookEveryMs = 150;
/** A frozen server answers nothing at all. */
const lookWithinMs = 5_000;

/**
 * Waits until nothing is under way. Work moves while it is looked for, from a table by a topic to the next table: so the
 * shop is settled when it is found idle twice and nothing was staged between. Throws, saying what is left.
 */
export async function settle(shop: TestShop, meter: LagMeter, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  let idleAt: string | undefined;
  for (;;) {
    const { left, staged } = await look(shop, meter);
    if (left.length === 0 && staged === idleAt) return;
    idleAt = left.length === 0 ? staged : undefined;
    if (performance.now() > end)
      throw new Error(`after ${timeoutMs} ms still ${left.join(', ') || 'events in motion'}`);
    await Bun.sleep(lookEveryMs);
  }
}

/** While the database or the broker is away that is what is left. */
async function look(shop: TestShop, meter: LagMeter): Promise<{ left: string[]; staged: string }> {
  const trouble = (error: unknown): string[] => [`no answer (${(error as Error).message})`];
  const staged = await inTime(countStaged(shop), lookWithinMs, 'a look').catch(String);
  const inTables = await inTime(findWork(shop), lookWithinMs, 'a look').catch(trouble);
  if (inTables.length > 0) return { left: inTables, staged };
  const inTopics = await inTime(meter.lags(), lookWithinMs, 'a look').then(sayLags, trouble);
  return { left: inTopics, staged };
}

const sayLags = (lags: ReadonlyMap<string, number>): string[] =>
  Array.from(lags, ([where, lag]) => `${lag} events in ${where}`);

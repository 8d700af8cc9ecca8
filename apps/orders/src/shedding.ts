import type { Log } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';

interface Waiting {
  rows: number;
  oldest_seconds: number;
}

const rowsMax = 100_000;
const ageSecondsMax = 3_600;

/** New orders are refused while more events wait for the broker than could be worked off soon; reads go on. */
export function shedding(outbox: { stats(): Promise<Waiting> }, log: Log): Wakeable & { check(): void } {
  let overdue = false;
  const look = wakeable({ name: 'shedding', log, everyMs: 1_000 }, async () => {
    const { rows, oldest_seconds } = await outbox.stats();
    overdue = rows > rowsMax || oldest_seconds > ageSecondsMax;
  });
  return {
    ...look,
    check: () => {
      if (overdue)
        throw new Problem(503, 'service.overloaded', 'Too many orders wait to be processed', { retryAfterSeconds: 30 });
    },
  };
}

import type { Log } from './log.ts';
import type { Part } from './run.ts';
import { detached } from './trace.ts';

export interface Wakeable extends Part {
  /** There may be work: look soon. Calls while a look is under way are answered by one more look. */
  wake(): void;
}

export interface WakeOptions {
  name: string;
  log: Log;
  /** Looks at least this often, for what a lost wake-up would leave lying. */
  everyMs: number;
}

const backoffMaxMs = 5_000;

/**
 * Runs `work` one at a time: when woken, and every so often. A failure is logged once and tried again with backoff. Work
 * is in no trace, whoever woke it. It may be started again after a stop, also while its last look is under way.
 */
export function wakeable({ name, log, everyMs }: WakeOptions, work: () => Promise<void>): Wakeable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = true;
  let failures = 0;

  const look = async (): Promise<void> => {
    try {
      do {
        again = false;
        await work();
      } while (again && !stopped);
      if (failures > 0) log.info({ failures }, `${name} works again`);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) log.warn({ err: error }, `${name} failed, will try again`);
    }
  };
  const schedule = (): void => {
    if (stopped) return;
    const soonMs = again ? 0 : everyMs; // woken after the look had its end
    const delay = failures === 0 ? soonMs : Math.min(50 * 2 ** failures, backoffMaxMs);
    timer = setTimeout(start, delay);
  };
  const start = (): void => {
    clearTimeout(timer);
    running = detached(() =>
      look().finally(() => {
        running = undefined;
        schedule();
      }),
    );
  };

  return {
    name,
    start: () => {
      stopped = false;
      if (running) again = true;
      else start();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    wake: () => {
      if (running) again = true;
      else if (!stopped && failures === 0) start();
    },
  };
}

import { debugSwitch } from './debug-switch.ts';
import { eventLoopWatchdog } from './event-loop-watchdog.ts';
import type { Log } from './log.ts';

/** One long-lived piece of a process: a server, a consumer, a pool. */
export interface Part {
  readonly name: string;
  start?(): Promise<void> | void;
  stop?(): Promise<void> | void;
}

export interface RunOptions {
  /** After this long a stop that hangs ends the process with exit code 1. */
  stopTimeoutMs?: number;
  /** The event loop may stand still for so long; then the process is killed. */
  stalledMs?: number;
  exit?: (code: number) => void;
}

/**
 * Starts `parts` in order; SIGTERM or SIGINT stops them in reverse and exits 0. A part that fails to start stops what
 * runs already, says why in one line and exits 1. SIGUSR2 switches debug lines on and off. A process whose event loop
 * stands still is killed.
 */
export async function run(log: Log, parts: readonly Part[], options: RunOptions = {}): Promise<void> {
  const { stopTimeoutMs = 15_000, stalledMs = 5_000, exit = (code) => process.exit(code) } = options;
  const started: Part[] = [];
  let stopping: Promise<void> | undefined;

  const stop = (code: number): Promise<void> =>
    (stopping ??= (async () => {
      let hanging = '';
      const hard = setTimeout(() => {
        log.error({ timeout_ms: stopTimeoutMs, part: hanging }, 'did not stop in time');
        exit(1);
      }, stopTimeoutMs);
      for (const part of started.toReversed()) {
        hanging = part.name;
        const began = performance.now();
        try {
          await part.stop?.();
          log.debug({ part: part.name, ms: Math.round(performance.now() - began) }, 'part stopped');
        } catch (error) {
          log.error({ err: error, part: part.name }, 'part did not stop cleanly');
        }
      }
      clearTimeout(hard);
      log.info('stopped');
      exit(code);
    })());

  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
  const before = performance.now();
  for (const part of [debugSwitch(log), eventLoopWatchdog(log, { stalledMs }), ...parts]) {
    if (stopping) return stopping;
    try {
      started.push(part);
      await part.start?.();
    } catch (error) {
      log.fatal({ err: error }, `${part.name} did not start: ${(error as Error).message}`);
      return stop(1);
    }
  }
  log.info({ ms: Math.round(performance.now() - before) }, 'started');
}

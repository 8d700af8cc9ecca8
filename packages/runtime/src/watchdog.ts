import type { Log } from './log.ts';
import type { Part } from './run.ts';

export interface WatchdogOptions {
  name: string;
  log: Log;
  /** Changes with each thing done. */
  progress: () => number;
  /** Whether it could get on at all: it has what it needs. */
  isAble: () => boolean;
  /** Asked whenever nothing was done for `withoutMs`: what is wrong, in a sentence; undefined when there was nothing to do. */
  findFault: () => Promise<string | undefined>;
  withoutMs?: number;
  everyMs?: number;
  exit?: (code: number) => void;
}

/**
 * Ends a process with exit code 1, for its supervisor to start anew, when it could get on with its work, there was some a
 * minute ago and is now, and nothing was done between. Asked once, who was idle and has just been given something would be
 * blamed for it. Time is counted in ticks of its own, so that a process that was frozen is not blamed either.
 */
export function watchdog({ name, log, progress, isAble, findFault, ...options }: WatchdogOptions): Part {
  const { withoutMs = 60_000, everyMs = 5_000, exit = (code: number) => process.exit(code) } = options;
  let seen: number | undefined;
  let idleTicks = 0;
  let suspected = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  let asking = false;

  const tick = async (): Promise<void> => {
    const now = progress();
    const isIdle = now === seen && isAble();
    seen = now;
    idleTicks = isIdle ? idleTicks + 1 : 0;
    suspected &&= isIdle;
    if (idleTicks * everyMs < withoutMs) return;
    idleTicks = 0;
    const wasSuspected = suspected;
    suspected = false;
    const fault = await findFault();
    if (fault === undefined || timer === undefined || progress() !== now) return;
    suspected = true;
    if (!wasSuspected) return;
    log.fatal({ without_ms: withoutMs }, `${fault}: the process ends, to be started anew`);
    exit(1);
  };
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      await tick();
    } catch (error) {
      // Who cannot be asked is away, and that is not a fault of this process.
      log.debug({ err: error }, `${name} could not ask`);
    } finally {
      asking = false;
    }
  };

  return {
    name,
    start: () => {
      timer = setInterval(() => void look(), everyMs);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

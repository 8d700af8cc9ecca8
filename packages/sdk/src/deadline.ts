const longestTimerMs = 2 ** 31 - 1;

/** One signal for "no time left" and "the caller gave up". */
export interface Deadline {
  /** Aborted with `timedOut` or with the caller's reason. */
  signal: AbortSignal;
  remainingMs(): number;
  /** The work's outcome, or the reason as soon as the signal is aborted; the work itself goes on. */
  race<T>(work: Promise<T>): Promise<T>;
  sleep(ms: number): Promise<void>;
  /** No longer counts the time; still follows the caller. */
  stopClock(): void;
  /** Follows nobody any more. */
  end(): void;
}

/** Why a deadline's signal is aborted when its time is over. */
export const timedOut = Symbol('timed out');

export function startDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const endsAt = performance.now() + timeoutMs;
  const timer = timeoutMs <= longestTimerMs ? setTimeout(() => controller.abort(timedOut), timeoutMs) : undefined;
  const follow = (): void => controller.abort(caller?.reason);
  if (caller?.aborted) follow();
  else caller?.addEventListener('abort', follow, { once: true });
  return {
    signal,
    remainingMs: () => endsAt - performance.now(),
    race: (work) => race(work, signal),
    sleep: (ms) => sleep(ms, signal),
    stopClock: () => clearTimeout(timer),
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', follow);
    },
  };
}

/** Rejects with the signal's reason when that comes first. */
async function race<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  let leave = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
  });
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Waits, unless the signal is aborted: then it rejects with its reason and leaves no timer behind. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await race(new Promise<void>((wake) => (timer = setTimeout(wake, ms))), signal);
  } finally {
    clearTimeout(timer);
  }
}

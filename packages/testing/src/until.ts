export interface UntilOptions {
  timeoutMs?: number;
  /** What is waited for, in the words of the failure: `waited 5000 ms for ${what}`. */
  what?: string;
}

/**
 * Waits until `condition` gives something truthy, and gives that. A condition that throws counts as not yet; at the
 * deadline its last error is the cause of the failure. Instead of every sleep in a test.
 */
export async function until<T>(condition: () => T | Promise<T>, options: UntilOptions = {}): Promise<Truthy<T>> {
  const { timeoutMs = 5_000, what = 'a condition' } = options;
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 20)) {
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause });
    await Bun.sleep(pauseMs);
  }
}

type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;

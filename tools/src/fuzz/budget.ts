/** How long one run may take: seconds, or test cases an operation. */
export interface Budget {
  seconds?: number;
  examples?: number;
}

/** Less is not enough for each operation's boundaries. */
const secondsMin = 10;
/** A token is good for 15 minutes. */
const secondsMax = 13 * 60;

/** `minutes` shared out to so many runs; or as many examples as asked for in each. */
export function budgetOf({ minutes, examples }: { minutes: number; examples?: number }, runs: number): Budget {
  if (examples !== undefined) return { examples };
  return { seconds: Math.min(secondsMax, Math.max(secondsMin, Math.round((minutes * 60) / runs))) };
}

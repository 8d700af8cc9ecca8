/**
 * Asks once more, elsewhere, when nothing has come after `afterMs`, and takes the answer that comes first: a copy that has
 * only just started is late with its first answers (hedged requests: Dean and Barroso, The Tail at Scale, 2013). At most
 * `max` at a time, since a dependency that is slow as a whole must not get twice the calls. Rejects as the first does, when
 * there is no answer at all.
 */
export function hedging(max = 4) {
  let underWay = 0;
  return async <T>(ask: () => Promise<T>, afterMs: number): Promise<T> => {
    const first = ask();
    if (!(await isLate(first, afterMs)) || underWay >= max) return first;
    underWay += 1;
    const second = ask();
    void second.catch(() => {}).finally(() => (underWay -= 1));
    return Promise.any([first, second]).catch(() => first);
  };
}

async function isLate(call: Promise<unknown>, afterMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<true>();
  const timer = setTimeout(() => resolve(true), afterMs);
  const ended = call.then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

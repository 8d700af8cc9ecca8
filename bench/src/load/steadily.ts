/**
 * Does something at a steady rate, however long the earlier ones take (open loop). Gives their results in order, and how much of
 * one core this process was busy meanwhile. Throws the first failure when all were begun.
 */
export async function steadily<T>(
  { perSecond, count }: { perSecond: number; count: number },
  work: (turn: number) => Promise<T>,
): Promise<{ results: T[]; busy: number }> {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const underWay: Promise<T>[] = [];
  for (let turn = 0; turn < count; turn++) {
    const dueIn = begin + (turn * 1000) / perSecond - performance.now();
    if (dueIn > 0) await Bun.sleep(dueIn);
    const one = work(turn);
    one.catch(() => {}); // told below
    underWay.push(one);
  }
  const results = await Promise.all(underWay);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { results, busy: (user + system) / 1000 / (performance.now() - begin) };
}

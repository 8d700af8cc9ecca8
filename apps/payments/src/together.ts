/**
 * Lets calls share their writes: what comes while one write is under way waits and is written together by the next, at
 * most `max` at a time. Each call settles as its write does. Alone, a call is written at once.
 */
export function together<T>(max: number, write: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  type Waiting = { item: T; done: () => void; failed: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let writing = false;

  const writeAll = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const now = waiting.splice(0, max);
      try {
        await write(now.map(({ item }) => item));
        for (const { done } of now) done();
      } catch (error) {
        for (const { failed } of now) failed(error);
      }
    }
    writing = false;
  };

  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      if (!writing) void writeAll();
    });
}

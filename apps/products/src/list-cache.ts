/**
 * Answers that are the same for everybody, remembered for `maxAgeMs` and made once however many ask at once. A failure
 * is not remembered. `clear` forgets all: call it when something was written here; another copy is behind by `maxAgeMs`.
 */
export function listCache<T>({ maxAgeMs, entriesMax = 500 }: { maxAgeMs: number; entriesMax?: number }) {
  const entries = new Map<string, { answer: Promise<T>; madeAt: number }>();
  return {
    get: (key: string, make: () => Promise<T>): Promise<T> => {
      const now = performance.now();
      const known = entries.get(key);
      if (known && now - known.madeAt < maxAgeMs) return known.answer;
      if (entries.size >= entriesMax) entries.clear();
      const entry = { answer: make(), madeAt: now };
      entries.set(key, entry);
      entry.answer.catch(() => entries.get(key) === entry && entries.delete(key));
      return entry.answer;
    },
    clear: () => entries.clear(),
  };
}

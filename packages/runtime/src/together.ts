export interface TogetherOptions {
  /** Written at a time. */
  max: number;
  /** Whether a failed write may be the fault of one item: then each is written alone. */
  isOfOne?: (error: unknown) => boolean;
}

/**
 * Lets calls share their writes: those of one turn of the event loop, and those that come while a write is under way, are
 * written together by the next. Each call settles as its write does.
 */
export function together<T, Written>(
  { max, isOfOne = () => false }: TogetherOptions,
  write: (items: readonly T[]) => Promise<readonly Written[]>,
): (item: T) => Promise<Written> {
  type Waiting = { item: T } & Pick<PromiseWithResolvers<Written>, 'resolve' | 'reject'>;
  const waiting: Waiting[] = [];
  let writing = false;

  const writeThese = async (these: readonly Waiting[]): Promise<void> => {
    try {
      const written = await write(these.map(({ item }) => item));
      these.forEach(({ resolve }, n) => resolve(written[n]!));
    } catch (error) {
      if (these.length > 1 && isOfOne(error)) for (const one of these) await writeThese([one]);
      else for (const { reject } of these) reject(error);
    }
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) await writeThese(waiting.splice(0, max));
    writing = false;
  };

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Written>();
    waiting.push({ item, resolve, reject });
    if (!writing) {
      writing = true;
      setImmediate(() => void writeAll());
    }
    return promise;
  };
}

const everyMs = 100;
const tellOverMs = 500;

/**
 * Says when this process was too busy to pass on what its links, buyers and mail server were given: what looks like a slow
 * shop is the harness then.
 */
export function watchSelf(say: (text: string) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const lateMs = now - last - everyMs;
    if (lateMs > tellOverMs) say(`the harness itself was busy for ${Math.round(lateMs)} ms`);
    last = now;
  }, everyMs);
  return () => clearInterval(timer);
}

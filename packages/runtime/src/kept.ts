/** `look`, at most once in `forMs`: whoever asks meanwhile gets the same answer, also one that is still under way. */
export function kept<T>(look: () => Promise<T>, forMs: number): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (!last || performance.now() - last.at >= forMs) last = { at: performance.now(), answer: look() };
    return last.answer;
  };
}

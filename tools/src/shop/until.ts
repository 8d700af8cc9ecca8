/** Looks every 30 ms until `condition` holds; false when it does not within `withinMs`. */
export async function until(condition: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await Bun.sleep(30);
  }
  return condition();
}

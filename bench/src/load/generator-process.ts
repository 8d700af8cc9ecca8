import { generate } from './generate.ts';
import type { Load, Loaded } from './load.ts';

/** What the generator says after each load. */
export type Outcome = { loaded: Loaded } | { failed: string };

process.on('message', (load: Load) => {
  const outcome: Promise<Outcome> = generate(load).then(
    (loaded) => ({ loaded }),
    (error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }),
  );
  void outcome.then((said) => process.send?.(said));
});
process.on('disconnect', () => process.exit());

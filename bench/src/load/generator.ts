import { join } from 'node:path';
import type { Outcome } from './generator-process.ts';
import type { Load, Loaded } from './load.ts';

/** Makes load, one after the other. */
export interface Generator {
  run(load: Load): Promise<Loaded>;
}

/** The load generator as a process of its own, so that it shares no event loop with what looks on. */
export function startGenerator(cleanup: AsyncDisposableStack): Generator {
  let waiting: PromiseWithResolvers<Loaded> | undefined;
  const child = Bun.spawn([process.execPath, '--no-orphans', join(import.meta.dir, 'generator-process.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // A session of its own: a Ctrl-C is the bench's to handle.
    detached: true,
    ipc: (outcome: Outcome) => {
      if ('loaded' in outcome) waiting?.resolve(outcome.loaded);
      else waiting?.reject(new Error(outcome.failed));
    },
    onExit: (_, code) => waiting?.reject(new Error(`the load generator ended with code ${code}`)),
  });
  cleanup.defer(async () => {
    child.kill();
    await child.exited;
  });
  return {
    run: (load) => {
      waiting = Promise.withResolvers();
      child.send(load);
      return waiting.promise;
    },
  };
}

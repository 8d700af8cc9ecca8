import type { Output } from './lines.ts';
import { watchRunners } from './package-runner.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may come twice: from the terminal, and passed on by the package runner that got it too. */
const sameKeyWithinMs = 800;

/**
 * Resolves with the reason when the shop is to stop: a signal, a bug of the supervisor, or the end of the package runner
 * that started it (a wrapper that dies of a signal does not pass it on). A second signal calls `force` and exits.
 */
export function onStopSignals(out: Output, force: () => void): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let askedAt: number | undefined;
  for (const signal of signals) {
    process.on(signal, () => {
      if (askedAt !== undefined && performance.now() - askedAt < sameKeyWithinMs) return;
      if (askedAt !== undefined) {
        out.complain(`${signal} again: everything is killed`);
        force();
        process.exit(130);
      }
      askedAt = performance.now();
      resolve(signal);
    });
  }
  const onBug = (error: unknown) => {
    out.complain(`The supervisor failed: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
    resolve('failure');
  };
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
  void watchRunners(() => resolve('the command that started this has ended'));
  return promise;
}

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EventLoopWatch } from './event-loop-worker.ts';
import type { Log } from './log.ts';
import type { Part } from './run.ts';

export interface EventLoopWatchdogOptions {
  /** The event loop may stand still for so long. */
  stalledMs?: number;
  everyMs?: number;
}

/** Beside this file, also where both are bundled: an entry of its own there. */
const workerFile = `./event-loop-worker${extname(import.meta.path)}`;

/**
 * Ends a process whose event loop stands still, as it can do nothing about it itself: a thread (5 MB) looks for its beat and
 * kills the process when it fails to come, with a sentence on standard error. Not under a debugger, which stops the loop.
 */
export function eventLoopWatchdog(log: Log, { stalledMs = 5_000, everyMs = 500 }: EventLoopWatchdogOptions = {}): Part {
  let worker: Worker | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    name: 'event loop watchdog',
    start: () => {
      if (process.execArgv.some((argument) => argument.startsWith('--inspect'))) return;
      // The kernel keeps signals from the first process of a container that it sends itself.
      if (process.pid === 1)
        log.warn('nobody can end process 1 when it hangs: run it under an init (docker run --init)');
      const beat = new Int32Array(new SharedArrayBuffer(4));
      const watch: EventLoopWatch = { service: String(log.bindings().service), beat, stalledMs, everyMs };
      worker = new Worker(new URL(workerFile, import.meta.url), { workerData: watch });
      worker.on('error', (error) => log.warn({ err: error }, 'nobody watches the event loop'));
      worker.unref();
      timer = setInterval(() => Atomics.add(beat, 0, 1), everyMs / 2);
      timer.unref();
    },
    stop: async () => {
      await worker?.terminate();
      clearInterval(timer);
    },
  };
}

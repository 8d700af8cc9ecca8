import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

export interface EventLoopWatch {
  service: string;
  /** Counted up by the loop that is watched. */
  beat: Int32Array;
  stalledMs: number;
  everyMs: number;
}

const { service, beat, stalledMs, everyMs } = workerData as EventLoopWatch;
let seen = 0;
let missed = 0;

// It counts its own ticks and looks at no clock: they stand still with the process that is frozen and the machine that sleeps.
setInterval(() => {
  const now = Atomics.load(beat, 0);
  missed = now === seen ? missed + 1 : 0;
  seen = now;
  if (missed * everyMs < stalledMs) return;
  writeSync(
    2,
    `${service}: the event loop has stood still for ${stalledMs} ms: the process ends, to be started anew\n`,
  );
  process.kill(process.pid, 'SIGKILL');
}, everyMs);

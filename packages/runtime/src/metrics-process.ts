import { readdir } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gauge } from './metrics.ts';

const delayP50 = gauge('nodejs_eventloop_delay_p50_seconds', 'How late half of the timers were since the last scrape.');
const delayP99 = gauge('nodejs_eventloop_delay_p99_seconds', 'How late one timer in a hundred was since then.');
const delayMax = gauge('nodejs_eventloop_delay_max_seconds', 'How late the latest timer was since then.');
const memory = gauge('process_memory_usage_bytes', 'Resident memory.');
const descriptors = gauge('process_open_file_descriptors', 'Open files and sockets.');

/** A sample costs 0.1 ms of processor time. */
const resolutionMs = 20;
const seconds = (nanoseconds: number): number => nanoseconds / 1e9;

/** Watches the process itself; gives what ends it. */
export function watchProcess(): () => void {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const ends = [
    delayP50.watch(() => seconds(delays.percentile(50))),
    delayP99.watch(() => seconds(delays.percentile(99))),
    delayMax.watch(() => {
      const max = seconds(delays.max);
      delays.reset(); // the last of the three: they are read in one turn, in the order of their watches
      return max;
    }),
    memory.watch(() => process.memoryUsage.rss()),
    // Where there is no such folder, as on Windows, the gauge is left out.
    descriptors.watch(async () => (await readdir('/dev/fd').catch(() => undefined))?.length),
  ];
  return () => {
    for (const end of ends) end();
    delays.disable();
  };
}

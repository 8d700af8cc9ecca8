import { readdir } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gauge } from './metrics.ts';

const delay = gauge(
  'nodejs_eventloop_delay_seconds',
  'How late timers were since the last scrape; quantile 1 is the latest.',
  ['quantile'],
);
const delayMax = gauge('nodejs_eventloop_delay_max_seconds', 'How late the latest timer was since the last scrape.');
const memory = gauge('process_memory_usage_bytes', 'Resident memory.');
const descriptors = gauge('process_open_file_descriptors', 'Open files and sockets.');

/** What a sample costs is 0.1 ms of processor time. */
const resolutionMs = 20;
const quantiles = [0.5, 0.99, 1];
const seconds = (nanoseconds: number): number => nanoseconds / 1e9;

/** Watches the process itself; gives what ends it. */
export function watchProcess(): () => void {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  let max = 0;
  delays.enable();
  const ends = [
    delay.watch(() => {
      max = seconds(delays.max);
      const points = quantiles.map((quantile) => ({
        value: seconds(quantile === 1 ? delays.max : delays.percentile(quantile * 100)),
        labels: { quantile: String(quantile) },
      }));
      delays.reset();
      return points;
    }),
    delayMax.watch(() => max), // after the other, which reads in the same turn
    memory.watch(() => process.memoryUsage.rss()),
    // Where there is no such folder, as on Windows, the gauge is left out.
    descriptors.watch(async () => (await readdir('/dev/fd').catch(() => undefined))?.length),
  ];
  return () => {
    for (const end of ends) end();
    delays.disable();
  };
}

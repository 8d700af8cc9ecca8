import type { Log } from './log.ts';
import type { Part } from './run.ts';
import { setTracing } from './tracing.ts';

export interface TelemetryOptions {
  service: string;
  version: string;
  /** Number of this process among those of its service. */
  copy: number;
  /** Where spans go: `http://localhost:4318`. None are made without one. */
  endpoint?: string | undefined;
  protocol: 'http/protobuf' | 'grpc';
  /** `traceidratio`: what a caller says of its trace does not count. */
  sampler: 'parentbased_traceidratio' | 'traceidratio';
  /** Share of traces that are recorded, 0 to 1. */
  ratio: number;
}

/** A clean stop waits no longer for what is not exported yet. */
const flushMs = 2_000;

/**
 * Exports the spans of this process by OTLP while it runs; the first part to start and so the last to stop. Without an
 * endpoint nothing is loaded and nothing recorded.
 */
export function telemetry(options: TelemetryOptions, log: Log): Part {
  let shutdown = async (): Promise<void> => {};
  return {
    name: 'telemetry',
    start: async () => {
      const { endpoint } = options;
      if (!endpoint) return;
      const { openExport } = await import('./otlp.ts');
      const exporting = await openExport({ ...options, endpoint }, log);
      setTracing(exporting.tracing);
      shutdown = () => exporting.shutdown();
    },
    stop: async () => {
      await Promise.race([shutdown().catch(() => undefined), Bun.sleep(flushMs)]);
      setTracing(undefined);
    },
  };
}

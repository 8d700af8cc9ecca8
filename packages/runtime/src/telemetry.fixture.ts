import { otlpReceiver, type OtlpReceiver } from '@ecomm/testing/otlp-receiver';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';
import { logger } from './log.ts';
import { telemetry, type TelemetryOptions } from './telemetry.ts';

/** This process's telemetry; gives what its log says. */
export function exporting(options: Partial<TelemetryOptions>) {
  const said: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void said.push(JSON.parse(line)) };
  const log = logger({ service: 'orders', format: 'json', stream });
  const all: TelemetryOptions = {
    service: 'orders',
    version: '1.2.3',
    copy: 0,
    protocol: 'http/protobuf',
    sampler: 'parentbased_traceidratio',
    ratio: 1,
    ...options,
  };
  return { ...telemetry(all, log), said };
}

/** Exports the spans of this process to a receiver while `work` goes on; gives those that arrived. */
export async function recorded(
  work: (receiver: OtlpReceiver) => Promise<unknown>,
  options: Partial<TelemetryOptions> = {},
): Promise<readonly ReceivedSpan[]> {
  const receiver = otlpReceiver();
  const running = exporting({ endpoint: receiver.url, ...options });
  await running.start?.();
  try {
    await work(receiver);
  } finally {
    await running.stop?.();
    await receiver.close();
  }
  return receiver.spans;
}

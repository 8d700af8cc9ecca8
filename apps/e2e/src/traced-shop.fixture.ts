import { otlpReceiver, type OtlpReceiver } from '@ecomm/testing/otlp-receiver';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';
import { until } from '@ecomm/testing/until';
import { silent } from '@ecomm/tools/shop/lines';
import { testShop, type TestShop } from './shop.fixture.ts';

export interface TracedShop {
  shop: TestShop;
  receiver: OtlpReceiver;
  /** What all processes have logged so far. */
  lines: readonly string[];
  close(): Promise<void>;
}

/** A shop that exports its spans to a receiver of the test, and whose lines are kept. */
export async function tracedShop(options: Parameters<typeof testShop>[0] = {}): Promise<TracedShop> {
  const receiver = otlpReceiver();
  const lines: string[] = [];
  const shop = await testShop({
    ...options,
    out: { ...silent, line: (_, text) => void lines.push(text) },
    env: { LOG_FORMAT: 'json', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...options.env },
  });
  const close = async (): Promise<void> => {
    await shop.close();
    await receiver.close();
  };
  return { shop, receiver, lines, close };
}

/** A W3C traceparent of a trace that nobody has begun yet, as a browser would send it. */
export function browserTrace(flags: '00' | '01' = '01'): { traceId: string; spanId: string; traceparent: string } {
  const [traceId, spanId] = [
    crypto.randomUUID().replaceAll('-', ''),
    crypto.randomUUID().replaceAll('-', '').slice(16),
  ];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

/** The spans of one trace, once `isWhole` says that they are all there. */
export const untilTraced = (
  { receiver }: Pick<TracedShop, 'receiver'>,
  traceId: string,
  isWhole: (spans: ReceivedSpan[]) => boolean,
): Promise<ReceivedSpan[]> =>
  until(
    () => {
      const spans = receiver.spans.filter((span) => span.traceId === traceId);
      return isWhole(spans) && spans;
    },
    { timeoutMs: 30_000, what: `the whole of trace ${traceId}` },
  );

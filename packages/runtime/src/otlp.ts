import { hostname } from 'node:os';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { Log } from './log.ts';
import { SpanQueue } from './span-queue.ts';
import type { TelemetryOptions } from './telemetry.ts';
import type { Tracing } from './tracing.ts';

export interface Exporting {
  readonly tracing: Tracing;
  /** Exports what waits, as well as that goes. */
  shutdown(): Promise<void>;
}

type Options = TelemetryOptions & { endpoint: string };

/** Spans that wait or are on their way, about 1 kB each. */
const queueMax = 4_096;
const batchMax = 512;
const everyMs = 1_000;
const timeoutMs = 5_000;

/** OpenTelemetry's own processor, sampler and exporter, loaded only when spans are exported. */
export async function openExport(options: Options, log: Log): Promise<Exporting> {
  const { service, version, copy, endpoint, sampler, ratio } = options;
  const queue = new SpanQueue(queueMax, new URL(endpoint).host, log);
  const processor = new BatchSpanProcessor({
    exporter: queue.reporting(await exporterOf(options)),
    maxQueueSize: queueMax,
    maxExportBatchSize: batchMax,
    scheduledDelayMillis: everyMs,
    exportTimeoutMillis: timeoutMs * 2,
  });
  const own = {
    'service.name': service,
    'service.namespace': 'ecomm',
    'service.version': version,
    'service.instance.id': `${service}-${copy}@${hostname()}/${process.pid}`,
  };
  const byRatio = new TraceIdRatioBasedSampler(ratio);
  return {
    tracing: {
      samples: (traceId) => byRatio.shouldSample(ROOT_CONTEXT, traceId).decision !== SamplingDecision.NOT_RECORD,
      parentBased: sampler === 'parentbased_traceidratio',
      resource: resourceFromAttributes(own).merge(detectResources({ detectors: [envDetector] })),
      scope: { name: '@ecomm/runtime', version, schemaUrl: 'https://opentelemetry.io/schemas/1.45.0' },
      take: (span) => {
        if (queue.admit()) processor.onEnd(span);
      },
    },
    shutdown: () => processor.shutdown(),
  };
}

async function exporterOf({ endpoint, protocol }: Options): Promise<SpanExporter> {
  if (protocol === 'grpc') {
    // Required: its ES modules hide what they need of grpc-js from the bundler.
    const grpc =
      require('@opentelemetry/exporter-trace-otlp-grpc') as typeof import('@opentelemetry/exporter-trace-otlp-grpc');
    const { OTLPTraceExporter } = grpc;
    return new OTLPTraceExporter({ url: endpoint, timeoutMillis: timeoutMs });
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: timeoutMs });
}

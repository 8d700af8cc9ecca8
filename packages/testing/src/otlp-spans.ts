import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';

/** A span as a receiver of OTLP sees it. */
export interface ReceivedSpan {
  service: string;
  instance: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  traceId: string;
  spanId: string;
  /** Empty for the first span of a trace. */
  parentSpanId: string;
  /** Nanoseconds since 1970. */
  startNs: bigint;
  endNs: bigint;
  failed: boolean;
  attributes: Record<string, Value>;
  links: { traceId: string; spanId: string }[];
}

type Value = string | number | boolean;

interface KeyValue {
  key: string;
  value: { stringValue?: string; boolValue?: boolean; intValue?: string; doubleValue?: number };
}

interface Request {
  resourceSpans: {
    resource: { attributes: KeyValue[] } | null;
    scopeSpans: { spans: WireSpan[] }[];
  }[];
}

interface WireSpan {
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId: Buffer;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: KeyValue[];
  links: { traceId: Buffer; spanId: Buffer }[];
  status: { code: number } | null;
}

const definitions = loadSync(join(import.meta.dir, 'otlp-trace.proto'), {
  longs: String,
  defaults: true,
  oneofs: true,
});

/** OTLP's gRPC service, for a server of grpc-js. */
export const traceService = definitions['opentelemetry.proto.collector.trace.v1.TraceService'] as unknown as {
  Export: { requestDeserialize: (bytes: Buffer) => object };
};

/** The spans in the body of an export request (`application/x-protobuf`). */
export const decodeSpans = (body: Buffer): ReceivedSpan[] => spansOf(traceService.Export.requestDeserialize(body));

/** The spans in an export request that is read already. */
export const spansOf = (request: object): ReceivedSpan[] =>
  (request as Request).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const of = valuesOf(resource?.attributes ?? []);
    const [service, instance] = [String(of['service.name']), String(of['service.instance.id'])];
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ service, instance, ...read(span) })));
  });

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const failedCode = 2;

const read = (span: WireSpan): Omit<ReceivedSpan, 'service' | 'instance'> => ({
  name: span.name,
  kind: kinds[span.kind] ?? 'internal',
  traceId: span.traceId.toHex(),
  spanId: span.spanId.toHex(),
  parentSpanId: span.parentSpanId.toHex(),
  startNs: BigInt(span.startTimeUnixNano),
  endNs: BigInt(span.endTimeUnixNano),
  failed: span.status?.code === failedCode,
  attributes: valuesOf(span.attributes),
  links: span.links.map(({ traceId, spanId }) => ({ traceId: traceId.toHex(), spanId: spanId.toHex() })),
});

const valuesOf = (attributes: KeyValue[]): Record<string, Value> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { stringValue, boolValue, intValue, doubleValue } = value;
      return [key, stringValue ?? boolValue ?? doubleValue ?? Number(intValue)];
    }),
  );

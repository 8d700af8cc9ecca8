import { decodeSpans, type ReceivedSpan } from './otlp-spans.ts';

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT, with OTLP over `http/protobuf`. */
  readonly url: string;
  /** All spans so far, in the order of their arrival. */
  readonly spans: readonly ReceivedSpan[];
  /** The bodies so far, for who looks for what must not be in them. */
  readonly bodies: readonly Buffer[];
  /** Requests so far, also those that got no good answer. */
  requests: number;
  /** `hang` takes what comes and never answers. */
  mode: 'take' | 'refuse' | 'hang';
  close(): Promise<void>;
}

/** A receiver of traces on a free port, as a collector would be. */
export function otlpReceiver(): OtlpReceiver {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    routes: {
      '/v1/traces': {
        POST: async (request) => {
          receiver.requests += 1;
          if (receiver.mode === 'refuse') return new Response('no', { status: 400 });
          if (receiver.mode === 'hang') return new Promise<Response>(() => {});
          const body = Buffer.from(await request.arrayBuffer());
          bodies.push(body);
          spans.push(...decodeSpans(body));
          return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
        },
      },
    },
    fetch: () => new Response('not here', { status: 404 }),
  });
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${server.port}`,
    spans,
    bodies,
    requests: 0,
    mode: 'take',
    close: () => server.stop(true),
  };
  return receiver;
}

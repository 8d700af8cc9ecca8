import { Server, ServerCredentials } from '@grpc/grpc-js';
import { spansOf, traceService, type ReceivedSpan } from '@ecomm/testing/otlp-spans';

/** A receiver of traces by gRPC on a free port, as a collector would be. */
export async function grpcReceiver(): Promise<{ url: string; spans: readonly ReceivedSpan[]; close(): void }> {
  const spans: ReceivedSpan[] = [];
  const server = new Server();
  server.addService(traceService as never, {
    Export: (call: { request: object }, answer: (error: null, response: object) => void) => {
      spans.push(...spansOf(call.request));
      answer(null, {});
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { url: `http://127.0.0.1:${port}`, spans, close: () => server.forceShutdown() };
}

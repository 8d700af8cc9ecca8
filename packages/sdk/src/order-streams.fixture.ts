import { createShop, type OrderChange, type ShopOptions } from './shop.ts';

export type Connection = (request: Request, send: (text: string) => void, close: () => void) => Response | void;

export const servers: Bun.Server<undefined>[] = [];
/** For the end of each file. */
export const stopServers = () => Promise.all(servers.splice(0).map((server) => server.stop(true)));

/** A real server whose n-th connection is told what to do here; counts what is open. */
export function orders(connections: Connection[], options: ShopOptions = {}) {
  const seen: (string | null)[] = [];
  const state = { open: 0 };
  const server = Bun.serve({
    port: 0,
    idleTimeout: 0,
    fetch(request) {
      const connection = connections[Math.min(seen.length, connections.length - 1)]!;
      seen.push(request.headers.get('last-event-id'));
      state.open += 1;
      request.signal.addEventListener('abort', () => (state.open -= 1));
      const text = new TextEncoder();
      const refusal: { response?: Response | void } = {};
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          refusal.response = connection(
            request,
            (line) => controller.enqueue(text.encode(line)),
            () => controller.close(),
          );
        },
      });
      return refusal.response ?? new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  servers.push(server);
  return { shop: createShop({ ...options, urls: { ...options.urls, orders: server.url.href } }), seen, state, server };
}

export const event = (id: number, status: string): string =>
  `event: ${id === 1 ? 'snapshot' : 'order.updated'}\nid: ${id}\ndata: ${JSON.stringify({ id: 'o1', status })}\n\n`;

export async function collect(changes: AsyncIterable<OrderChange>, count = Infinity): Promise<[number, string][]> {
  const seen: [number, string][] = [];
  for await (const { sequence, order } of changes) {
    seen.push([sequence, order.status]);
    if (seen.length === count) break;
  }
  return seen;
}

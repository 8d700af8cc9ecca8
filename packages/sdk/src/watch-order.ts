import type { Client } from './client.ts';
import { sleep } from './deadline.ts';
import * as operations from './generated/orders/sdk.gen.ts';
import type { Order, OrderEvent } from './generated/orders/types.gen.ts';
import type { CallOptions } from './options.ts';
import { isPassing, pauseMs } from './retry.ts';
import { isShopError } from './shop-error.ts';

/** An order as of one change. */
export interface OrderChange {
  /** `snapshot`: as it was when the watching began. */
  type: OrderEvent['event'];
  /** Counts the order's states from 1. */
  sequence: number;
  order: Order;
}

export interface WatchOptions extends Pick<CallOptions, 'signal' | 'timeoutMs' | 'traceparent'> {
  /** The sequence that was seen last: only what came after it is given, and no snapshot. */
  lastEventId?: number | undefined;
  /** A connection without a byte for so long is dead; 45,000 by default, a service says something every 15,000. */
  silenceMs?: number | undefined;
}

/** States that nothing follows. A cancelled order may still be refunded. */
const final: ReadonlySet<Order['status']> = new Set(['delivered', 'failed', 'refunded']);

/**
 * GET /:id/events, over as many connections as it takes; each change once, in order. `timeoutMs` is for getting a
 * connection. The first one fails as any call; later ones are tried until the signal is aborted.
 * @throws ShopError when the service refuses: 401, 403, 404; 429 for the first one, later it waits for a place.
 */
export async function* watchOrder(
  client: Client,
  id: string,
  { lastEventId, silenceMs, ...options }: WatchOptions = {},
): AsyncGenerator<OrderChange, void, undefined> {
  const meta = { silenceMs };
  let last = lastEventId;
  let begun = false;
  for (let failures = 0; ; failures += 1) {
    try {
      const headers = { 'Last-Event-ID': last?.toString() };
      const events = await operations.watchOrder({ client, path: { id }, headers, meta, ...options });
      begun = true;
      for await (const { event: type, id, data: order } of events) {
        failures = 0;
        const sequence = Number(id);
        if (sequence <= (last ?? 0)) continue;
        last = sequence;
        yield { type, sequence, order };
        if (final.has(order.status)) return;
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      const passes = isShopError(error) && (error.status === 0 || error.status >= 500 || isPassing(error));
      if (!begun || !passes) throw error;
    }
    try {
      await sleep(pauseMs(failures), options.signal);
    } catch {
      return; // aborted
    }
  }
}

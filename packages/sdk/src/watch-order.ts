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

/** States that nothing follows. A cancelled order may still be refunded, also one not paid yet, whose charge was under way. */
const final: ReadonlySet<Order['status']> = new Set(['delivered', 'failed', 'refunded']);

/**
 * GET /:id/events, over as many connections as it takes; each change once, in order. `timeoutMs` is for getting a
 * connection. The first one fails as any call; later ones are tried until the signal is aborted, as late as the service asks.
 * @throws ShopError when the service refuses: 401, 403, 404; 429 for the first one, later it waits for a place; and for
 * an answer that is no event stream.
 */
export async function* watchOrder(
  client: Client,
  id: string,
  { lastEventId, silenceMs, ...options }: WatchOptions = {},
): AsyncGenerator<OrderChange, void, undefined> {
  const meta = { silenceMs };
  let last = lastEventId ?? 0;
  let from = lastEventId && lastEventId - 1; // seen again, the last state says whether anything can follow it
  let begun = false;
  for (let failures = 0; ; failures += 1) {
    let waitSeconds: number | undefined;
    try {
      const headers = { 'Last-Event-ID': from?.toString() };
      const events = await operations.watchOrder({ client, path: { id }, headers, meta, ...options });
      begun = true;
      for await (const { event: type, id, data: order } of events) {
        failures = 0;
        const sequence = Number(id);
        const isNew = sequence > last || type === 'snapshot'; // which is sent for what the order has not reached
        if (isNew) last = sequence;
        from = last;
        if (isNew) yield { type, sequence, order };
        if (final.has(order.status)) return;
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      const passes = isShopError(error) && (error.status === 0 || error.status >= 500 || isPassing(error));
      if (!begun || !passes) throw error;
      waitSeconds = error.retryAfterSeconds;
    }
    try {
      await sleep(pauseMs(failures, waitSeconds), options.signal);
    } catch {
      return; // aborted
    }
  }
}

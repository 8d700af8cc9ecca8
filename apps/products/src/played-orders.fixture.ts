import type { OrderStatus } from './reservation.ts';
import type { News } from './stock-model.fixture.ts';

/** Where an order may go; `undefined` is one that has not committed yet. */
const ways: Record<OrderStatus | 'none', readonly OrderStatus[]> = {
  none: ['pending'],
  pending: ['paid', 'paid', 'paid', 'failed', 'cancelled'],
  paid: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  failed: [],
  cancelled: ['refunded'],
  refunded: [],
};

/** Orders as their service has them, and all that it has said. */
export class PlayedOrders {
  readonly known: (News | undefined)[] = [];
  readonly events: News[] = [];

  /** The first order is not committed yet, as if it had been slow. */
  constructor(count: number) {
    for (let order = 1; order < count; order += 1) this.advance(order, 0);
  }

  /** An order goes on, by its `pick`-th way from where it is. */
  advance(order: number, pick: number): void {
    const before = this.known[order];
    const to = ways[before?.status ?? 'none'];
    if (to.length === 0) return;
    const sequence = (before?.sequence ?? 0) + 1;
    const news = { id: Bun.randomUUIDv7(), order, status: to[pick % to.length]!, sequence };
    this.known[order] = news;
    if (before) this.events.push(news); // the first is order.created
  }

  /** Some of what was said, 0 the last, `anew` as if it had been said again. */
  picked(picks: readonly number[], anew: boolean): News[] {
    if (this.events.length === 0) return [];
    const events = picks.map((pick) => this.events.at(-1 - (pick % this.events.length))!);
    return anew ? events.map((event) => ({ ...event, id: Bun.randomUUIDv7() })) : events;
  }
}

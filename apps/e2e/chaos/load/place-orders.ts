import type { TestShop } from '../../src/shop.fixture.ts';
import type { Account } from './buyers.ts';
import { drawOrder, type Drawn, type Favoured } from './draw-order.ts';
import { followUp, type Order } from './follow-up.ts';
import type { Load } from './load.ts';
import type { Send } from './send-request.ts';
import { tryCarefully } from './try-carefully.ts';

interface LoadDeps {
  shop: TestShop;
  send: Send;
  buyers: readonly Account[];
  admin: Account;
  products: readonly number[];
  random: () => number;
  /** Orders with what follows them, at once. */
  inFlightMax: number;
}

const tickMs = 20;

/** An open-loop load: orders come at their rate, however slow the answers are, until as many as allowed are under way. */
export function placeOrders({ shop, send, buyers, admin, products, random, inFlightMax }: LoadDeps) {
  const counts = { acked: 0, failed: 0, unknown: 0, skipped: 0 };
  const underWay = new Set<Promise<void>>();
  const url = { orders: shop.url('orders'), payments: shop.url('payments') };
  let perSecond = 0;
  let favoured: Favoured | undefined;
  let started = 0;

  const shopFor = async (buyer: Account, drawn: Drawn): Promise<void> => {
    const { quantities, payment_method } = drawn;
    const items = Array.from(quantities, ([product_id, quantity]) => ({ product_id, quantity }));
    const ask = {
      request: 'place',
      method: 'POST',
      url: `${url.orders}/create`,
      idempotencyKey: crypto.randomUUID(),
      quantities,
      json: { items, payment_method },
    } as const;
    const place = () => tryCarefully<Order>(send, buyer, ask);
    const { value, outcome } = await place();
    counts[outcome] += 1;
    if (value) await followUp({ send, buyer, admin, url }, value, drawn, place);
  };
  const launch = (): void => {
    // Drawn also when it is skipped: the next order is the same one whatever this machine's speed.
    const drawn = drawOrder(random, products, favoured);
    const buyer = buyers[started++ % buyers.length]!;
    if (underWay.size >= inFlightMax) return void counts.skipped++;
    const order = shopFor(buyer, drawn).finally(() => underWay.delete(order));
    underWay.add(order);
  };

  let lastTick = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    due += (perSecond * Math.min(now - lastTick, 1_000)) / 1000;
    lastTick = now;
    for (; due >= 1; due--) launch();
  }, tickMs);
  const load: Load = {
    rate: (next) => {
      perSecond = next;
      if (next === 0) due = 0;
    },
    favour: (productId, share = 1) => void (favoured = productId === undefined ? undefined : { productId, share }),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    get acked() {
      return counts.acked;
    },
    get failed() {
      return counts.failed;
    },
    get unknown() {
      return counts.unknown;
    },
    get skipped() {
      return counts.skipped;
    },
  };
  const stop = (): void => clearInterval(timer);
  return { load, stop };
}

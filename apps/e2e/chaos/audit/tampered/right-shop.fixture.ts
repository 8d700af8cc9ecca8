import { shopkeeper } from './evidence.fixture.ts';
import { LittleShop } from './little-shop.fixture.ts';
import type { OrderRow } from '../evidence/rows.ts';
import { deadLetterTopic, groupsOf } from '../evidence/subscriptions.ts';

/** One order in each final state. */
export type Orders = Record<'paid' | 'credited' | 'delivered' | 'failed' | 'cancelled' | 'refunded', OrderRow>;

/**
 * A right little shop after a bad hour: an order of each kind, a request that nobody knows the end of, poison and a
 * repeat on the topics, and a mail that came twice since its notifier died in between.
 */
export function rightShop(): { shop: LittleShop; orders: Orders } {
  const shop = new LittleShop();
  const { ask, move, enter, place, charge, refund } = shopkeeper(shop);
  const sample = (memory: number) =>
    shop.record.usage.push({ process: 'orders#0', pid: 1, at: shop.tick(), memory, descriptors: 40 });
  sample(100_000_000);

  const from = shop.tick();
  ask({ request: 'place', outcome: 'unknown', status: 503 });
  const paid = charge(place(1), 'succeeded');
  killNotifier(shop);
  const failed = charge(place(2), 'declined');
  shop.record.windows.push({ fault: 'broker-down', from, until: shop.tick() });

  const delivered = charge(place(3), 'succeeded');
  move(delivered, 'shipped', { trace: ask({ request: 'ship', orderId: delivered.id }).traceId });
  move(delivered, 'delivered', { trace: ask({ request: 'deliver', orderId: delivered.id }).traceId });

  const credited = charge(place(4), 'succeeded');
  refund(credited, 300, { trace: ask({ request: 'refund', orderId: credited.id, amountCents: 300 }).traceId });

  const { order: cancelled } = place(5);
  move(cancelled, 'cancelled', { trace: ask({ request: 'cancel', orderId: cancelled.id }).traceId });
  enter(cancelled, 'voided', 0);
  shop.payments.at(-1)!.status = 'failed';

  const refunded = charge(place(6), 'succeeded');
  const cause = move(refunded, 'cancelled', { trace: ask({ request: 'cancel', orderId: refunded.id }).traceId });
  move(refunded, 'refunded', { cause: refund(refunded, refunded.total_cents, { cause }) });

  plant(shop);
  shop.record.healedAt = shop.tick();
  sample(110_000_000);
  return { shop, orders: { paid, credited, delivered, failed, cancelled, refunded } };
}

/** Between the mail server's 250 and its own commit. */
function killNotifier(shop: LittleShop): void {
  const last = shop.mails.at(-1)!;
  shop.record.kills.push({ process: 'notifications#0', signal: 'SIGKILL', at: shop.tick(), readyAt: shop.tick(500) });
  shop.mails.push({ ...last, at: shop.tick() });
  shop.notifications.find(({ id }) => id === last.notificationId)!.attempts = 2;
}

/** Poison for everybody who reads order.created, and a payment.succeeded once more. */
function plant(shop: LittleShop): void {
  const eventId = shop.id();
  const { offset } = shop.write({
    topic: 'order.created',
    eventId,
    traceId: null,
    causeId: null,
    orderId: null,
    payload: null,
    planted: 'poison',
  });
  const place = { topic: 'order.created', partition: 0, offset };
  const at = shop.tick();
  shop.record.planted.push({ kind: 'poison', what: 'not JSON', ...place, offset: String(offset), eventId, at });
  for (const consumer of groupsOf('order.created')) {
    const reason = 'undecodable: not JSON';
    shop.deadLetters.push({ consumer, ...place, event_id: eventId, reason, attempts: 1, status: 'open' });
    shop.write({
      topic: deadLetterTopic('order.created', consumer),
      eventId,
      traceId: null,
      causeId: null,
      orderId: null,
      payload: null,
      was: { ...place, attempts: 1 },
    });
  }
  const event = shop.records.find(({ topic }) => topic === 'payment.succeeded')!;
  const again = shop.write({ ...event, planted: 'harmless' });
  shop.record.planted.push({
    kind: 'harmless',
    what: 'an event again',
    topic: again.topic,
    partition: 0,
    offset: String(again.offset),
    at,
  });
}

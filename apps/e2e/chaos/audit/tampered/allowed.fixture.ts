import type { LittleShop } from './little-shop.fixture.ts';
import type { Orders } from './right-shop.fixture.ts';
import { find, recordOf, refusedAfterOutage, requestOf } from './tampering.fixture.ts';

/** What is unusual and breaks no promise. */
export const allowed: [what: string, change: (shop: LittleShop, orders: Orders) => void][] = [
  [
    'a buyer never heard of the order that was placed',
    (shop, { paid }) => {
      const entry = requestOf(shop, 'place', paid.id);
      delete entry.orderId;
      Object.assign(entry, { outcome: 'unknown', status: undefined });
    },
  ],
  [
    'a buyer who asked again has the same answer',
    (shop, { failed }) =>
      void shop.record.journal.push({ ...requestOf(shop, 'place', failed.id), traceId: shop.trace() }),
  ],
  [
    'nobody can say whether a refund was made, and it was',
    (shop, { credited }) => Object.assign(requestOf(shop, 'refund', credited.id), { outcome: 'unknown', status: 503 }),
  ],
  [
    'nobody can say whether a refund was made, and it was not',
    (shop, { paid, credited }) => {
      const { traceId: _, ...entry } = requestOf(shop, 'refund', credited.id);
      const sentAt = shop.record.windows[0]!.from;
      const unknown = { outcome: 'unknown', status: 503, sentAt, answeredAt: sentAt } as const;
      shop.record.journal.push({ ...entry, ...unknown, orderId: paid.id, traceId: shop.trace() });
    },
  ],
  [
    'a refund was asked for twice under one key',
    (shop, { credited }) => {
      const entry = Object.assign(requestOf(shop, 'refund', credited.id), { idempotencyKey: 'one key' });
      shop.record.journal.push({ ...entry, traceId: shop.trace() });
    },
  ],
  [
    'a mail came again since its 250 was lost',
    ({ record, mails }) => {
      record.kills.length = 0;
      find(mails, ({ notificationId }) => notificationId === twice(mails)).answered = false;
    },
  ],
  [
    'an admin had a mail sent again',
    (shop) => {
      const [first] = shop.mails;
      shop.mails.push({ ...first!, at: shop.tick() });
      find(shop.notifications, ({ id }) => id === first!.notificationId).resends = 1;
    },
  ],
  [
    'an order that hung was announced again, in a trace of its own',
    (shop, { cancelled }) => {
      const { partition: _, offset: __, at: ___, ...event } = recordOf(shop, 'order.created', cancelled.id);
      shop.write({ ...event, traceId: shop.trace() });
    },
  ],
  [
    'a request that died has stock until its reservation expires',
    (shop) => {
      const order_id = shop.id();
      shop.reservations.push({ order_id, state: 'held', holds_stock: true, created_at: shop.now });
      shop.reserved.push({ order_id, product_id: 1, quantity: 2 });
      shop.stock.set(1, shop.stock.get(1)! - 2);
    },
  ],
  [
    'a buyer who came before the run was asked to come again',
    (shop, { paid }) => {
      const before = shop.record.startedAt - 60_000;
      const refused = { request: 'sign-up', outcome: 'unknown', status: 503 } as const;
      const { orderId: _, idempotencyKey: __, ...entry } = requestOf(shop, 'place', paid.id);
      shop.record.journal.push({ ...entry, ...refused, traceId: shop.trace(), sentAt: before, answeredAt: before });
    },
  ],
  [
    'a request was refused while what an outage had left was worked off',
    (shop, { delivered }) => refusedAfterOutage(shop, delivered.id, { askedMs: 15_000, caughtUpMs: 20_000 }),
  ],
  [
    'a dead letter was redriven',
    ({ deadLetters, inbox }) => {
      const dead = Object.assign(deadLetters[0]!, { status: 'redriven' });
      inbox.push({ group: 'payments-group', eventId: dead.event_id!, at: 0 });
    },
  ],
];

/** The notification whose mail came twice. */
const twice = (mails: LittleShop['mails']): string =>
  mails.find((one, at) => mails.slice(at + 1).some(({ notificationId }) => notificationId === one.notificationId))!
    .notificationId;

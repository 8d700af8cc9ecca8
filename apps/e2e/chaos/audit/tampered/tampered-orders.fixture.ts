import { find, requestOf, type Tampering } from './tampering.fixture.ts';

export const ofOrders: Tampering[] = [
  [
    'an acked order is gone',
    'I1',
    ({ record }) => {
      const entry = find(record.journal, ({ request, outcome }) => request === 'place' && outcome === 'acked');
      record.journal.push({ ...entry, idempotencyKey: 'another', orderId: crypto.randomUUID(), traceId: 'new' });
    },
  ],
  [
    'an acked shipment is gone',
    'I1',
    (shop, { paid, delivered }) => {
      const { traceId: _, ...entry } = requestOf(shop, 'ship', delivered.id);
      shop.record.journal.push({ ...entry, orderId: paid.id, traceId: shop.trace() });
    },
  ],
  [
    'an order came of a refused request',
    'I2',
    (shop, { paid }) => Object.assign(requestOf(shop, 'place', paid.id), { outcome: 'failed', status: 422 }),
  ],
  [
    'the second answer to a key is in other bytes',
    'I3',
    (shop, { paid }) => shop.record.journal.push({ ...requestOf(shop, 'place', paid.id), body: '{}' }),
  ],
  [
    'two tries of one key made two orders',
    'I3',
    (shop, { paid, failed }) => {
      requestOf(shop, 'place', failed.id).idempotencyKey = requestOf(shop, 'place', paid.id).idempotencyKey!;
      requestOf(shop, 'place', failed.id).body = requestOf(shop, 'place', paid.id).body!;
    },
  ],
  [
    'a shipped order was never paid',
    'I8',
    (shop, { delivered }) => {
      const row = find(shop.history, ({ order_id, status }) => order_id === delivered.id && status === 'paid');
      row.status = 'failed';
    },
  ],
  [
    'an order is not what its history ends with',
    'I8',
    ({ orders }, { failed }) => void (find(orders, ({ id }) => id === failed.id).status = 'cancelled'),
  ],
];

export const ofStock: Tampering[] = [
  ['a unit is lost', 'I10', ({ stock }) => void stock.set(1, stock.get(1)! - 1)],
  ['stock is below nothing', 'I10', ({ stock }) => void stock.set(2, -1)],
  [
    'a live order has no stock',
    'I10',
    ({ reservations, stock }, { paid }) => {
      Object.assign(
        find(reservations, ({ order_id }) => order_id === paid.id),
        { state: 'expired', holds_stock: false },
      );
      stock.set(1, stock.get(1)! + 1);
    },
  ],
  [
    'a live order does not hold its stock',
    'I10',
    ({ reservations }, { paid }) =>
      void (find(reservations, ({ order_id }) => order_id === paid.id).holds_stock = false),
  ],
];

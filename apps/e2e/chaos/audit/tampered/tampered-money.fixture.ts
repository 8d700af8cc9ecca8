import type { LittleShop } from './little-shop.fixture.ts';
import type { OrderRow, PaymentRow } from '../evidence/rows.ts';
import { find, recordOf, remove, requestOf, type Tampering } from './tampering.fixture.ts';

const paymentOf = ({ payments }: LittleShop, { id }: OrderRow): PaymentRow =>
  find(payments, ({ order_id }) => order_id === id);

export const ofMoney: Tampering[] = [
  [
    'an order was charged twice, and once too often is once too much',
    'I6 I7',
    ({ ledger }, { paid }) => {
      const charge = find(ledger, ({ order_id }) => order_id === paid.id);
      ledger.push({ ...charge, key: 'another key' });
    },
  ],
  [
    'a cancelled order kept the money',
    'I7',
    ({ ledger }, { refunded }) => remove(ledger, ({ order_id, kind }) => order_id === refunded.id && kind === 'refund'),
  ],
  [
    'an order was paid with no money',
    'I7',
    ({ ledger }, { paid }) => remove(ledger, ({ order_id }) => order_id === paid.id),
  ],
  [
    'money went back that nobody ordered',
    'I7',
    (shop) => void Object.assign(requestOf(shop, 'refund'), { outcome: 'failed', status: 422 }),
  ],
  [
    'a refund that was acked was not made',
    'I7',
    (shop, { credited }) =>
      void shop.record.journal.push({
        ...requestOf(shop, 'refund', credited.id),
        traceId: shop.trace(),
        amountCents: 1,
      }),
  ],
  [
    'a payment is not what its entries come to',
    'I7',
    ({ payments }, { credited }) =>
      void (find(payments, ({ order_id }) => order_id === credited.id).refunded_cents = 299),
  ],
  [
    'a refund is not among the refunds',
    'I7',
    ({ refunds }, { credited }) => remove(refunds, ({ order_id }) => order_id === credited.id),
  ],
  [
    'a line has another price',
    'I22',
    ({ lines }, { failed }) => void (find(lines, ({ order_id }) => order_id === failed.id).price_cents += 1),
  ],
  [
    'a charge was of another amount',
    'I22',
    ({ ledger }, { failed }) => void (find(ledger, ({ order_id }) => order_id === failed.id).amount_cents += 1),
  ],
  [
    'more went back than came, as it was ordered',
    'I7',
    (shop, { credited }) => {
      requestOf(shop, 'refund', credited.id).amountCents = 3_000;
      const { transaction_id } = Object.assign(paymentOf(shop, credited), { refunded_cents: 3_000 });
      const isRefund = ({ kind }: { kind: string }) => kind === 'refunded' || kind === 'refund';
      find(shop.ledger, (row) => row.order_id === credited.id && isRefund(row)).amount_cents = 3_000;
      find(shop.refunds, ({ order_id }) => order_id === credited.id).amount_cents = 3_000;
      find(shop.entries, (row) => row.transaction_id === transaction_id && isRefund(row)).amount_cents = 3_000;
    },
  ],
  [
    'an order is paid though its charge was declined',
    'I7',
    (shop, { paid }) => {
      const { transaction_id } = Object.assign(paymentOf(shop, paid), { status: 'failed' });
      find(shop.ledger, ({ order_id }) => order_id === paid.id).outcome = 'declined';
      find(shop.entries, (row) => row.transaction_id === transaction_id && row.kind === 'captured').kind = 'declined';
    },
  ],
  [
    'an order is refunded and no book says so',
    'I7',
    (shop, { refunded }) => {
      const { transaction_id } = Object.assign(paymentOf(shop, refunded), { status: 'succeeded', refunded_cents: 0 });
      remove(shop.ledger, ({ order_id, kind }) => order_id === refunded.id && kind === 'refund');
      remove(shop.refunds, ({ order_id }) => order_id === refunded.id);
      remove(shop.entries, (row) => row.transaction_id === transaction_id && row.kind === 'refunded');
    },
  ],
  [
    'a charge has no payment',
    'I7',
    ({ payments }, { paid }) => remove(payments, ({ order_id }) => order_id === paid.id),
  ],
  [
    'a capture is booked with another amount',
    'I7',
    ({ entries }) => void (find(entries, ({ kind }) => kind === 'captured').amount_cents += 1),
  ],
  ['an order counts another number of units', 'I22', (_shop, { paid }) => void (paid.items_count += 1)],
  ['a payment is of another amount', 'I22', (shop, { failed }) => void (paymentOf(shop, failed).amount_cents += 1)],
  [
    'an order was announced with another amount',
    'I22',
    (shop, { failed }) => void (recordOf(shop, 'order.created', failed.id).payload!.amount = 1),
  ],
];

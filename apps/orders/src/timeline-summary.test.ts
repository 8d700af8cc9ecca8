import { expect, test } from 'bun:test';
import { goldenRecords } from '@ecomm/contracts/golden';
import { summaryOf, type Told } from './timeline-summary.ts';

const types = [
  'order.created',
  'order.updated',
  'payment.attempted',
  'payment.succeeded',
  'payment.failed',
  'payment.refunded',
  'stock.shortfall',
  'notification.email',
] as const satisfies readonly (keyof Told)[];

test.each(goldenRecords(types).map((record) => [record.name, record] as const))(
  '%s is told in one whole sentence',
  (_, { type, value }) => {
    const sentence = summaryOf(type as keyof Told, JSON.parse(value) as never);
    expect(sentence).toMatch(/^[A-Z\d].*[.!?]$/s);
    expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
  },
);

const of = { order_id: '', user_id: 7, transaction_id: '', amount: 20, occurred_at: '' };
const updated = { ...of, status: 'cancelled', previous_status: 'paid', sequence: 3 } as const;

test('amounts have their cents, reasons their words, and one is not many', () => {
  expect(summaryOf('payment.refunded', { ...of, refunded_amount: 99.9 })).toBe('20.00 was refunded, 99.90 so far.');
  expect(summaryOf('payment.refunded', { ...of, refunded_amount: 20, reason: 'order_cancelled' })).toBe(
    '20.00 was refunded: order cancelled.',
  );
  expect(summaryOf('order.updated', { ...updated, reason: 'stock_shortfall' })).toBe(
    'The order is cancelled: stock shortfall.',
  );
  expect(summaryOf('order.updated', { ...updated, reason: 'Out of print!' })).toBe(
    'The order is cancelled: Out of print!',
  );
  expect(summaryOf('stock.shortfall', { order_id: '', product_id: 4, missing: 1, occurred_at: '' })).toBe(
    'The stock has 1 unit too few of product 4.',
  );
});

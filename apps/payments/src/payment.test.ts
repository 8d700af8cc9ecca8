import { expect, test } from 'bun:test';
import { pauseMs, shown } from './payment.ts';

const row = {
  transaction_id: Bun.randomUUIDv7(),
  order_id: Bun.randomUUIDv7(),
  user_id: 7,
  amount_cents: 9_999,
  refunded_cents: 1_000,
  status: 'processing' as const,
  failure_reason: null,
  created_at: '2026-01-05T09:30:00.000Z',
  updated_at: '2026-01-05T09:30:00.000Z',
};

test('cents are answered as a decimal amount', () => {
  expect(shown(row)).toMatchObject({ amount: 99.99, refunded_amount: 10, status: 'processing' });
  for (const cents of ['amount_cents', 'refunded_cents']) expect(shown(row)).not.toHaveProperty(cents);
});

test('pauses between questions grow from a tenth of a second to ten seconds', () => {
  expect([1, 2, 3, 4].map(pauseMs)).toEqual([100, 200, 400, 800]);
  expect([8, 20, 2_000].map(pauseMs)).toEqual([10_000, 10_000, 10_000]);
});

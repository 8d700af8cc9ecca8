import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  causes,
  mayBeCancelled,
  mayBeSet,
  merge,
  next,
  totals,
  whenCancelled,
  whenRefunded,
  whenShort,
  type Line,
  type Status,
} from './order.ts';

const line = (quantity: number, price_cents: number, product_id = 1): Line => ({
  product_id,
  quantity,
  price_cents,
  name: 'Mug',
  sku: null,
});

const statuses = Object.keys(next) as Status[];

test('a pending order is settled or cancelled, a paid one shipped or cancelled, a cancelled one refunded; all else absorbs', () => {
  const steps = statuses.flatMap((from) => next[from].map((to) => `${from} → ${to}`));
  expect(steps).toEqual([
    'pending → paid',
    'pending → failed',
    'pending → cancelled',
    'paid → shipped',
    'paid → cancelled',
    'shipped → delivered',
    'cancelled → refunded',
  ]);
});

test('an admin moves orders on, and does not say what payments says', () => {
  const said = statuses.flatMap((from) => statuses.filter((to) => mayBeSet(from, to)).map((to) => `${from} → ${to}`));
  expect(said).toEqual(['pending → cancelled', 'paid → shipped', 'paid → cancelled', 'shipped → delivered']);
});

const standing = fc.record({
  status: fc.constantFrom(...statuses),
  total_cents: fc.integer({ min: 0, max: 3 }),
  refunded_cents: fc.integer({ min: 0, max: 3 }),
});

test.each([
  ['a cancel', whenCancelled],
  ['a refund', whenRefunded],
  ['a shortfall', whenShort],
])('%s leads an order only along its state machine, and to refunded only when all is back', (_what, when) => {
  fc.assert(
    fc.property(standing, (order) => {
      const path = [order.status, ...when(order)];
      for (const [at, to] of path.slice(1).entries()) expect(next[path[at]!] as readonly Status[]).toContain(to);
      if (path.length > 1 && path.at(-1) === 'refunded') expect(order.refunded_cents).toBe(order.total_cents);
    }),
  );
});

test('a cancel of what may be cancelled always cancels; what was wholly refunded while it was live is refunded at once', () => {
  const on = (status: Status, total_cents: number, refunded_cents: number) =>
    whenCancelled({ status, total_cents, refunded_cents }).join(' ');
  for (const status of statuses) expect(on(status, 3, 2)).toBe(mayBeCancelled(status) ? 'cancelled' : '');
  expect([on('paid', 3, 3), on('pending', 3, 3), on('paid', 0, 0)]).toEqual(Array(3).fill('cancelled refunded'));
  expect(on('pending', 0, 0)).toBe('cancelled');
});

test('every transition has its cause, and no cause is of a transition that is none', () => {
  for (const from of statuses) expect(Object.keys(causes[from])).toEqual([...next[from]]);
});

test('the same product twice is one line', () => {
  expect(
    merge([
      { product_id: 2, quantity: 1 },
      { product_id: 1, quantity: 2 },
      { product_id: 2, quantity: 3 },
    ]),
  ).toEqual([
    { product_id: 1, quantity: 2 },
    { product_id: 2, quantity: 4 },
  ]);
});

test('merging never makes more than the most of one product', () => {
  expect(() =>
    merge([
      { product_id: 1, quantity: 600 },
      { product_id: 1, quantity: 600 },
    ]),
  ).toThrow(expect.objectContaining({ status: 422, code: 'order.too_many_units' }));
});

test('merging loses no unit', () => {
  const wish = fc.record({ product_id: fc.integer({ min: 1, max: 5 }), quantity: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 50 }), (wishes) => {
      const units = (lines: readonly { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(units(merge(wishes))).toBe(units(wishes));
    }),
  );
});

test('a total is exact to the cent', () => {
  expect(totals([line(3, 9999), line(1, 1, 2)])).toEqual({ totalCents: 29_998, itemsCount: 4 });
});

import fc from 'fast-check';
import { merge } from './reservation.ts';
import type { Basket } from './stock-model.fixture.ts';

// Any order of steps that the shop may take, for the property test of the stock.

export const initial = [5, 4, 6];
export const ordersMax = 4;

const order = fc.nat(ordersMax - 1);
export const baskets: fc.Arbitrary<Basket[]> = fc.array(
  fc
    .array(fc.record({ product_id: fc.nat(initial.length - 1), quantity: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map(merge),
  { minLength: ordersMax, maxLength: ordersMax },
);

/** One thing that happens. */
export type Single =
  | { do: 'reserve'; order: number }
  | { do: 'release'; order: number }
  | { do: 'lapse'; order: number }
  | { do: 'putBack' }
  /** The order goes on, at orders: its `pick`-th way from there. */
  | { do: 'advance'; order: number; pick: number }
  /** Events are heard, some again: of those there are, by their number; `anew` under new event ids. */
  | { do: 'hear'; picks: number[]; anew: boolean }
  /** What is past its time is looked at; `meanwhile` is before orders has answered. */
  | { do: 'expire'; away: boolean; meanwhile: Single[] };

export type Step = Single | { do: 'both'; steps: [Single, Single] };

const reserving = fc.record({ do: fc.constant('reserve' as const), order });
const releasing = fc.record({ do: fc.constant('release' as const), order });
const lapsing = fc.record({ do: fc.constant('lapse' as const), order });
const puttingBack = fc.record({ do: fc.constant('putBack' as const) });
const advancing = fc.record({ do: fc.constant('advance' as const), order, pick: fc.nat(3) });
const hearing = fc.record({
  do: fc.constant('hear' as const),
  picks: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
  anew: fc.boolean(),
});
const expiring = (meanwhile: fc.Arbitrary<Single[]>) =>
  fc.record({
    do: fc.constant('expire' as const),
    away: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
    meanwhile,
  });
const stored = fc.oneof<fc.WeightedArbitrary<Single>[]>(
  { weight: 2, arbitrary: reserving },
  { weight: 1, arbitrary: releasing },
  { weight: 1, arbitrary: puttingBack },
  { weight: 3, arbitrary: hearing },
  { weight: 2, arbitrary: expiring(fc.constant([])) },
);
const aside = fc.oneof<fc.Arbitrary<Single>[]>(reserving, releasing, advancing, hearing);
const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 3, arbitrary: reserving },
  { weight: 1, arbitrary: releasing },
  { weight: 4, arbitrary: lapsing },
  { weight: 1, arbitrary: puttingBack },
  { weight: 5, arbitrary: advancing },
  { weight: 6, arbitrary: hearing },
  { weight: 4, arbitrary: expiring(fc.array(aside, { maxLength: 2 })) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('both' as const), steps: fc.tuple(stored, stored) }) },
);

/** Most orders have reserved before anything else happens. */
export const steps = fc
  .tuple(
    fc.shuffledSubarray([...Array.from({ length: ordersMax }).keys()]),
    fc.array(step, { minLength: 8, maxLength: 30, size: 'max' }),
  )
  .map(([first, rest]): Step[] => [...first.map((one) => ({ do: 'reserve' as const, order: one })), ...rest]);

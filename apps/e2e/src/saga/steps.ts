import fc from 'fast-check';
import { brokenAtRest, brokenNow } from './invariants.ts';
import { totals } from './orders-part.ts';
import type { Fate, Rule } from './service.ts';
import { orderCount, World } from './world.ts';

/** One thing that happens: what, to which order, how its transaction ends, and a number for whatever is to choose. */
export interface Step {
  act: keyof typeof acts;
  order: number;
  fate: Fate;
  choice: number;
}

const acts = {
  reserve: (world: World, { order, fate }: Step) => world.reserve(order, fate),
  place: (world: World, { order, fate }: Step) => world.place(order, fate),
  cancel: (world: World, { order, fate }: Step) => world.cancel(order, fate),
  check: (world: World, { order, fate }: Step) => world.check(order, fate),
  ship: (world: World, { order, fate }: Step) => world.ship(order, fate),
  deliver: (world: World, { order, fate }: Step) => world.deliver(order, fate),
  charge: (world: World, { order, fate, choice }: Step) => world.charge(order, choice % 4 > 0, fate),
  wish: (world: World, { order, fate, choice }: Step) =>
    world.requestRefund(order, choice % 2 ? totals[order]! : 40, fate),
  refund: (world: World, { order, fate, choice }: Step) => world.refund(order, choice % 4 > 0, fate),
  ask: (world: World, { order }: Step) => world.askOrders(order),
  expire: (world: World, { order, fate }: Step) => world.expire(order, fate),
  putBack: (world: World, { order, fate }: Step) => world.putBack(order, fate),
  chase: (world: World, { order, fate }: Step) => world.chase(order, fate),
  hear: (world: World, { order, fate, choice }: Step) => world.hearOne(order, choice, fate),
  hearAgain: (world: World, { order, choice }: Step) => world.hearAgain(order, choice),
  crash: (world: World) => world.crash(),
} satisfies Record<string, (world: World, step: Step) => void>;

/** So that a good part of the runs gets far; what stops one early is seldom. */
const weights: Partial<Record<keyof typeof acts, number>> = {
  reserve: 6,
  place: 6,
  hear: 24,
  charge: 8,
  check: 5,
  ship: 5,
  refund: 5,
  hearAgain: 4,
  wish: 4,
  crash: 1,
};

const stepOf = (orders: number): fc.Arbitrary<Step> =>
  fc.record({
    act: fc.oneof(
      ...(Object.keys(acts) as (keyof typeof acts)[]).map((act) => ({
        weight: weights[act] ?? 2,
        arbitrary: fc.constant(act),
      })),
    ),
    order: fc.nat(orders - 1),
    fate: fc.oneof(
      { weight: 6, arbitrary: fc.constant('commits' as const) },
      { weight: 1, arbitrary: fc.constantFrom('dies' as const, 'forgotten' as const) },
    ),
    choice: fc.nat(35),
  });

/** With one order alone more happens to it; only with several do they take each other's stock. */
export const interleaving = fc
  .integer({ min: 1, max: orderCount })
  .chain((orders) => fc.array(stepOf(orders), { minLength: 10, maxLength: 100, size: 'max' }));

/** Lets these things happen, in this order, to a fresh shop, and then lets it settle; `broken` is what broke first, if anything. */
export function play(
  steps: readonly Step[],
  without: ReadonlySet<Rule> = new Set(),
): { world: World; broken?: string } {
  const world = new World(without);
  for (const one of steps) {
    world.story.push(`${one.act} order ${one.order}, ${one.fate}, ${one.choice}`);
    acts[one.act](world, one);
    const broken = brokenNow(world);
    if (broken) return { world, broken };
  }
  if (!world.settle()) return { world, broken: 'I9: it does not settle' };
  const broken = brokenNow(world) ?? brokenAtRest(world);
  return broken === undefined ? { world } : { world, broken };
}

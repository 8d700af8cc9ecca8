import type { Bar, Fault, World } from '../fault.ts';
import { least, most } from './bars.ts';
import { chooseOne } from './choose.ts';
import { lastAnswers, ordersAcked, refusalsMs, slowestAnswerMs, spanOf, type Span } from './measure-requests.ts';
import type { Pace } from './pace.ts';

export const loadFaults = (pace: Pace): Fault[] => [
  {
    name: 'overload',
    group: 'load',
    says: 'five times as many orders as the shop can take',
    run: overload,
  },
  {
    name: 'hot-product',
    group: 'load',
    says: `${pace.hotUnits} units of one product for five times as many buyers, with kills of orders and products`,
    worst: true,
    run: (world) => rush(world, pace),
  },
];

const stepMs = 4_000;
const steps = [50, 100, 200, 400];

async function overload(world: World): Promise<Bar[]> {
  let capacity = 0;
  for (const perSecond of steps) {
    const served = perSecondIn(world, await atRate(world, perSecond, stepMs));
    if (served < capacity * 1.1) break;
    capacity = served;
  }
  const span = await atRate(world, 5 * capacity, 2 * stepMs);
  world.load.rate(0);
  await lastAnswers();
  const refusals = refusalsMs(world.record, span);
  return [
    least(
      `of a capacity of ${capacity.toFixed(0)}/s still served at five times as much`,
      (100 * perSecondIn(world, span)) / capacity,
      80,
      '%',
    ),
    most(`a refusal (median of ${refusals.length})`, refusals[Math.floor(refusals.length / 2)] ?? 0, 20),
    most(`a refusal (99 of 100)`, refusals[Math.floor(refusals.length * 0.99)] ?? 0, 20),
    most('the slowest answer', slowestAnswerMs(world.record, span), 3_000),
  ];
}

const atRate = ({ load }: World, perSecond: number, ms: number): Promise<Span> =>
  spanOf(async () => {
    load.rate(perSecond);
    await Bun.sleep(ms);
  });

const perSecondIn = ({ record }: World, span: Span): number =>
  (1_000 * ordersAcked(record, span)) / (span.until - span.from);

const buyersPerUnit = 5;
const rushPerSecond = 60;

async function rush(world: World, { hotUnits }: Pace): Promise<Bar[]> {
  const product = await world.addProduct(hotUnits);
  const end = Date.now() + (1_000 * hotUnits * buyersPerUnit) / rushPerSecond;
  world.load.favour(product, 1);
  world.load.rate(rushPerSecond);
  try {
    while (Date.now() < end) {
      await Bun.sleep(2_000 * (0.5 + world.random()));
      const victim = chooseOne(world, [...world.copies('orders'), ...world.copies('products')]);
      world.kill(victim);
      await world.untilReady(victim);
    }
  } finally {
    world.load.favour();
    world.load.rate(0);
  }
  await lastAnswers();
  return [most('units of it that orders hold', await heldOf(world, product), hotUnits, 'count')];
}

/** By the reservations: an order that is paid after its own had run out counts once it has got its units again. */
async function heldOf({ shop }: World, product: number): Promise<number> {
  const [row] = await shop.sql('products')<{ units: number }[]>`
    select coalesce(sum(quantity), 0)::int as units from reservation_lines join reservations using (order_id)
    where product_id = ${product} and holds_stock`;
  return row?.units ?? 0;
}

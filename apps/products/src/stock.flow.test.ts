import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { PlayedOrders } from './played-orders.fixture.ts';
import { products, type Shop } from './products.fixture.ts';
import { claimOf } from './reservation.ts';
import { stockDriver, type StockDriver } from './stock-driver.fixture.ts';
import * as rules from './stock-model.fixture.ts';
import type { Basket, StockModel } from './stock-model.fixture.ts';
import { baskets, initial, ordersMax, steps, type Single, type Step } from './stock-steps.fixture.ts';

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());

/** One step, decided: what it does to the model, and to the database. */
interface Deed {
  onModel(model: StockModel): void;
  onShop(driver: StockDriver): Promise<void>;
}

function decide(step: Single, orders: PlayedOrders, lines: readonly Basket[]): Deed {
  if (step.do === 'reserve')
    return {
      onModel: (model) => rules.reserve(model, step.order, lines[step.order]!),
      onShop: (driver) => driver.reserve(step.order),
    };
  if (step.do === 'release')
    return { onModel: (model) => rules.release(model, step.order), onShop: (driver) => driver.release(step.order) };
  if (step.do === 'lapse')
    return { onModel: (model) => rules.lapse(model, step.order), onShop: (driver) => driver.lapse(step.order) };
  if (step.do === 'putBack') return { onModel: rules.putBack, onShop: (driver) => driver.putBack() };
  if (step.do === 'advance')
    return { onModel: () => orders.advance(step.order, step.pick), onShop: () => Promise.resolve() };
  if (step.do === 'hear') {
    const news = orders.picked(step.picks, step.anew);
    return {
      onModel: (model) => news.forEach((one) => rules.hear(model, one)),
      onShop: (driver) => driver.hear(news),
    };
  }
  const told = [...orders.known];
  const tell = (order: number) => (step.away ? 'away' : told[order]);
  const meanwhile: Deed[] = [];
  return {
    onModel: (model) =>
      rules.expire(model, tell, () => {
        for (const one of step.meanwhile) {
          const deed = decide(one, orders, lines);
          deed.onModel(model);
          meanwhile.push(deed);
        }
      }),
    onShop: (driver) =>
      driver.expire(tell, async () => {
        for (const deed of meanwhile) await deed.onShop(driver);
      }),
  };
}

/** As the database shows it. */
const shown = ({ stock, reservations, said }: StockModel) => ({
  stock,
  reservations: Array.from({ length: ordersMax }, (_, order) => {
    const one = reservations[order];
    if (!one) return undefined;
    const { lines, lapsed, due, ...rest } = one;
    return { ...rest, lines: lines.length, lapsed: lapsed && one.state === 'held', due: due && one.state === 'held' };
  }),
  said,
});

const happened = { takenAgain: 0, short: 0, both: 0, sold: 0, released: 0 };

/** Two deeds side by side on the database: it must end as the model does after one order of them or the other. */
async function atOnce(model: StockModel, [a, b]: readonly [Deed, Deed], driver: StockDriver): Promise<StockModel> {
  const ends = [
    [a, b],
    [b, a],
  ].map((deeds) => {
    const end = structuredClone(model);
    for (const deed of deeds) deed.onModel(end);
    return end;
  });
  await Promise.all([a.onShop(driver), b.onShop(driver)]);
  happened.both += 1;
  const matching = async () => {
    const found = await driver.read();
    return ends.find((end) => Bun.deepEquals(shown(end), found));
  };
  const end = await matching();
  if (end) return end;
  // What was locked just then, be it to find that nothing is to be changed, is put back by the next look.
  await driver.putBack();
  for (const one of ends) rules.putBack(one);
  return (await matching()) ?? ends[0]!;
}

/** Runs the steps on both, comparing after each; gives the model at its end, with all heard and all put back. */
async function play(all: readonly Step[], lines: readonly Basket[], driver: StockDriver, orders: PlayedOrders) {
  let model: StockModel = { stock: [...initial], reservations: [], inbox: new Set(), early: new Set(), said: [] };
  let { reservations: before } = await driver.read();
  for (const step of all) {
    if (step.do === 'both') {
      const [a, b] = step.steps;
      model = await atOnce(model, [decide(a, orders, lines), decide(b, orders, lines)], driver);
    } else {
      const deed = decide(step, orders, lines);
      deed.onModel(model);
      await deed.onShop(driver);
    }
    const found = await driver.read();
    expect(found).toEqual(shown(model));
    expect(Math.min(...found.stock)).toBeGreaterThanOrEqual(0);
    happened.takenAgain += found.reservations.filter(
      (one, order) => one?.state === 'confirmed' && before[order]?.state === 'expired',
    ).length;
    before = found.reservations;
  }
  await driver.hear(orders.events);
  for (const one of orders.events) rules.hear(model, one);
  await driver.putBack();
  rules.putBack(model);
  expect(await driver.read()).toEqual(shown(model));
  return model;
}

/** I10, from what orders say; the model tells only which orders no shop would have reserved so late. */
async function audit(
  driver: StockDriver,
  orders: PlayedOrders,
  lines: readonly Basket[],
  end: StockModel,
): Promise<void> {
  const { stock, reservations, said } = await driver.read();
  const taken = initial.map(() => 0);
  for (const [order, reservation] of reservations.entries()) {
    const { status, sequence = 0 } = orders.known[order] ?? {};
    const claim = status && sequence > 1 ? claimOf[status] : 'open';
    const state = reservation?.state;
    const shortfalls = said.filter((one) => one.order === order).length;
    expect(shortfalls).toBeLessThanOrEqual(1);
    if (claim === 'void') expect(state).toBe('released');
    if (claim === 'sold' && reservation && (state === 'expired' || state === 'released'))
      expect({ order, isShort: reservation.isShort || end.early.has(order) }).toEqual({ order, isShort: true });
    if (state === 'held' || state === 'confirmed')
      for (const { product_id, quantity } of lines[order]!) taken[product_id]! += quantity;
    if (state === 'confirmed') happened.sold += 1;
    if (state === 'released') happened.released += 1;
    happened.short += shortfalls;
  }
  expect(stock.map((left, at) => initial[at]! - left)).toEqual(taken);
}

const line = (quantity: number): Basket => [{ product_id: 0, quantity }];
const four = [line(1), line(3), line(3), line(1)];
const runsOut: Step[] = [
  { do: 'reserve', order: 1 },
  { do: 'lapse', order: 1 },
  { do: 'expire', away: false, meanwhile: [] },
];
const isPaid: Step[] = [
  { do: 'advance', order: 1, pick: 0 },
  { do: 'hear', picks: [0], anew: false },
];
const takenAgain: [Basket[], Step[]] = [four, [...runsOut, ...isPaid]];
const short: [Basket[], Step[]] = [four, [...runsOut, { do: 'reserve', order: 2 }, ...isPaid]];

test('whatever is reserved, released, expired, paid and cancelled, in any order, twice and at once: initial − current stock = live orders + open reservations, and never below 0', async () => {
  const property = fc.asyncProperty(baskets, steps, async (lines, all) => {
    const driver = await stockDriver(shop, initial, lines);
    const orders = new PlayedOrders(ordersMax);
    const end = await play(all, lines, driver, orders);
    await audit(driver, orders, lines, end);
  });
  await fc.assert(property, {
    numRuns: 150,
    examples: [takenAgain, short],
    endOnFailure: true,
    interruptAfterTimeLimit: 90_000, // on a machine that is busy with other things
  });
  for (const [what, count] of Object.entries(happened)) expect([what, count > 0]).toEqual([what, true]);
}, 120_000);

import { served } from '../load/closed-loop.ts';
import { spelled } from '../load/requests.ts';
import type { Bench } from '../open-bench.ts';
import { median } from '../report/figures.ts';
import type { Row } from '../report/row.ts';
import { startBareServer } from '../servers/start-bare-server.ts';
import { fillCatalogue } from '../shop/catalogue.ts';
import { customers } from '../shop/customers.ts';
import { firstOrder } from '../shop/first-order.ts';
import { growOrders } from '../shop/grow-orders.ts';
import { hotRoutes, type Cost, type HotRoute } from '../shop/hot-routes.ts';

/** What the largest tables may cost, to the smallest. */
const atMost = 1.3;

interface Point extends Cost {
  rows: number;
  /** What an answer cost, in the same moments, that reads no table: the speed of the machine. */
  constantMicros: number;
}

interface Curve extends Pick<HotRoute, 'name' | 'unjudged'> {
  points: Point[];
}

type Measured = () => Promise<Omit<Point, 'rows'>>;

/**
 * Each hot route with ever more products and orders in the tables, in a shop of its own. Judged is processor time of all that
 * work for a request. Tables only grow, so sizes cannot take turns: a constant is measured in turn with each, and what it
 * costs more or less than at first is the machine's doing.
 */
export async function measureCurve(bench: Bench): Promise<Row[]> {
  await using cleanup = new AsyncDisposableStack();
  await bench.endShop();
  const own = await bench.shop();
  const [token = ''] = await customers(bench);
  const order = await firstOrder(own, token);
  const bare = await startBareServer(own.shop, cleanup);
  const constant = served(bench, { ...bare, requests: await bench.requests(spelled(['/constant'])) });
  const constantMicros = async (forMs: number): Promise<number> => (await constant.round(forMs)).serverMicros ?? 1;

  const curves = new Map<string, Curve>();
  let from = 0;
  for (const rows of bench.scale.curve) {
    bench.say(`cost curve: ${rows.toLocaleString('en-US')} products and orders`);
    await fillCatalogue(own.sql.products, rows);
    await growOrders(own, order, from + 1, rows);
    from = rows;
    for (const route of await hotRoutes(bench, own, rows)) {
      const curve = curves.get(route.name) ?? { ...route, points: [] };
      curves.set(route.name, curve);
      // The first of all meets just-in-time compilers that have not begun.
      if (curve.points.length === 0) await route.round(bench.scale.warmUpMs);
      curve.points.push({ rows, ...(await measureRoute(bench, route, constantMicros)()) });
    }
  }
  return [...curves.values()].map(curveRow);
}

const measureRoute =
  ({ scale, say }: Bench, route: HotRoute, constantMicros: (forMs: number) => Promise<number>): Measured =>
  async () => {
    say(`  ${route.name}`);
    const roundMs = scale.roundMs / 2;
    await route.round(roundMs);
    const costs: Cost[] = [];
    const constants: number[] = [];
    for (let n = 0; n < scale.rounds; n++) {
      costs.push(await route.round(roundMs));
      constants.push(await constantMicros(roundMs));
    }
    return {
      micros: median(costs.map(({ micros }) => micros)),
      perSecond: median(costs.map(({ perSecond }) => perSecond)),
      constantMicros: median(constants),
    };
  };

export function curveRow({ name, unjudged, points }: Curve): Row {
  const [first, last] = [points.at(0)!, points.at(-1)!];
  const list = (value: (point: Point) => number): string =>
    points.map((point) => Math.round(value(point)).toLocaleString('en-US')).join(' · ');
  // Rounds too short for the clock of processor time tell nothing of it.
  const slower = last.constantMicros / first.constantMicros || 1;
  const speed = `, a constant ${points.map(({ constantMicros }) => Math.round(constantMicros)).join(' · ')}`;
  return {
    measure: `${name}: ${last.rows.toLocaleString('en-US')} rows, to ${first.rows.toLocaleString('en-US')}`,
    value: last.micros / first.micros / slower,
    unit: '×',
    ...(unjudged ? {} : { atMost }),
    note: `${list(({ micros }) => micros)} µs a request${speed}; ${list(({ perSecond }) => perSecond)} /s`,
  };
}

import type { Bench } from '../open-bench.ts';
import { median } from '../report/figures.ts';
import type { Row } from '../report/row.ts';
import { fillCatalogue } from '../shop/catalogue.ts';
import { firstOrder } from '../shop/first-order.ts';
import { customers } from '../shop/customers.ts';
import { growOrders } from '../shop/grow-orders.ts';
import { hotRoutes, type HotRoute } from '../shop/hot-routes.ts';

/** What the largest tables may cost, to the smallest. */
const atMost = 1.3;

interface Point {
  rows: number;
  /** Median processor time of a request, in all processes that work for it. */
  micros: number;
  perSecond: number;
}

interface Curve extends Pick<HotRoute, 'name' | 'unjudged'> {
  points: Point[];
}

/**
 * Each hot route with ever more products and orders in the tables, in a shop of its own. Judged is processor time, of the
 * services and of Postgres, which other work on the machine changes least.
 */
export async function measureCurve(bench: Bench): Promise<Row[]> {
  const own = await bench.freshShop();
  const [token = ''] = await customers(bench);
  const order = await firstOrder(own, token);
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
      curve.points.push({ rows, ...(await measureRoute(bench, route)) });
    }
  }
  return [...curves.values()].map(curveRow);
}

async function measureRoute({ scale, say }: Bench, route: HotRoute): Promise<Omit<Point, 'rows'>> {
  say(`  ${route.name}`);
  const rounds = [];
  const roundMs = scale.roundMs / 2;
  await route.round(roundMs);
  for (let n = 0; n < scale.rounds; n++) rounds.push(await route.round(roundMs));
  return {
    micros: median(rounds.map(({ micros }) => micros)),
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  };
}

export function curveRow({ name, unjudged, points }: Curve): Row {
  const [first, last] = [points.at(0)!, points.at(-1)!];
  const list = (value: (point: Point) => number): string =>
    points.map((point) => Math.round(value(point)).toLocaleString('en-US')).join(' · ');
  return {
    measure: `${name}: ${last.rows.toLocaleString('en-US')} rows, to ${first.rows.toLocaleString('en-US')}`,
    value: last.micros / first.micros,
    unit: '×',
    ...(unjudged ? {} : { atMost }),
    note: `${list(({ micros }) => micros)} µs a request; ${list(({ perSecond }) => perSecond)} /s`,
  };
}

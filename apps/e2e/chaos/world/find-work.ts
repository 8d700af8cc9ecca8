import type { ServiceName, TestShop } from '../../src/shop.fixture.ts';

type Waiting = readonly [what: string, service: ServiceName, query: string];

const count = (from: string): string => `select count(*)::int as n from ${from}`;

/** What must be gone before a shop is settled, each a count. */
const waiting: readonly Waiting[] = [
  ['pending orders', 'orders', count("orders where status = 'pending'")],
  ['open payments', 'payments', count("payments where status in ('pending', 'processing')")],
  ['open refunds', 'payments', count("refunds where status = 'open'")],
  ['queued mails', 'notifications', count("notifications where status = 'queued'")],
  ['held reservations', 'products', count("reservations where state = 'held'")],
  ['stock to give back', 'products', count("reservations where holds_stock and state in ('released', 'expired')")],
  ['stock changes to tell', 'products', count('stock_changes')],
];

/** How much of each kind of work is left in the databases, as `3 pending orders`. */
export async function findWork(shop: TestShop): Promise<string[]> {
  const unsent = shop.services.map((service): Waiting => {
    return [`unsent events of ${service}`, service, count('outbox where sent_at is null')];
  });
  const counts = await Promise.all(
    [...waiting, ...unsent].map(async ([what, service, query]) => {
      const [row] = await shop.sql(service).unsafe<{ n: number }[]>(query);
      return row!.n === 0 ? [] : [`${row!.n} ${what}`];
    }),
  );
  return counts.flat();
}

/** How many events have ever been staged: the same twice, and nothing was done between. */
export async function countStaged(shop: TestShop): Promise<string> {
  const positions = await Promise.all(
    shop.services.map(async (service) => {
      const [row] = await shop
        .sql(service)
        .unsafe<{ n: string }[]>('select coalesce(max(position), 0)::text as n from outbox');
      return row!.n;
    }),
  );
  return positions.join();
}

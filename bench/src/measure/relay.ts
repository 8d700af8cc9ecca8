import { until } from '@ecomm/tools/shop/until';
import type { Bench } from '../open-bench.ts';
import type { Row } from '../report/row.ts';

const drainMs = 60_000;

/**
 * Events a second from orders' outbox to the broker: a backlog of a topic that nobody reads, as after an outage. The first
 * is for the just-in-time compilers.
 */
export async function measureRelay(bench: Bench): Promise<Row[]> {
  const { sql } = await bench.shop();
  const count = bench.scale.relayEvents;
  bench.say(`relay: ${count.toLocaleString('en-US')} events`);
  await drain(bench, count);
  const { orders } = sql;
  await orders`vacuum analyze outbox`;
  const seconds = await drain(bench, count);
  return [{ measure: 'relay: events drained', value: count / seconds, unit: '/s', atLeast: 10_000 }];
}

/** Stages events in one transaction, which wakes the relay; gives the seconds until the last was sent, NaN when it never was. */
async function drain({ shop }: Bench, count: number): Promise<number> {
  const { orders } = (await shop()).sql;
  await orders.begin(async (tx) => {
    await tx`
      insert into outbox (id, topic, key, type, version, payload, occurred_at)
      select gen_random_uuid(), 'bench.relay', n::text, 'bench.relay', 1,
        json_build_object('n', n, 'text', repeat('x', 400))::text, now() from generate_series(1, ${count}::int) n`;
    await tx`select pg_notify('outbox', '')`;
  });
  const startedAt = Date.now();
  const left = () => orders`select from outbox where sent_at is null limit 1`;
  const drained = await until(async () => (await left()).length === 0, drainMs);
  const [row] = await orders<{ last: Date }[]>`select max(sent_at) as last from outbox where topic = 'bench.relay'`;
  return drained ? (row!.last.getTime() - startedAt) / 1000 : Number.NaN;
}

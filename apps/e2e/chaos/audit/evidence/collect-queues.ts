import { serviceNames, type TestShop } from '../../../src/shop.fixture.ts';
import type * as row from './rows.ts';

const outbox = `
  select position::float8 as position, id, topic, payload::json ->> 'order_id' as order_id, cause_id,
    (extract(epoch from created_at) * 1000)::float8 as created_at, (extract(epoch from sent_at) * 1000)::float8 as sent_at
  from outbox order by position`;

const inbox = `
  select consumer, event_id, (extract(epoch from received_at) * 1000)::float8 as received_at from inbox`;

const dead = `
  select consumer, topic, partition, "offset"::float8 as "offset", event_id, reason, attempts, status from dead_letters`;

/** The auditor's own session is none of the service's. */
const connections = `
  select application_name as name, state, (extract(epoch from clock_timestamp() - state_change) * 1000)::float8 as for_ms
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`;

/** What is on its way out of and into each service, and who is connected to its database. */
export async function collectQueues(shop: TestShop) {
  const of = await Promise.all(
    serviceNames.map(async (service) => {
      const sql = shop.sql(service);
      const had = await sql.unsafe<{ consumer: string; event_id: string; received_at: number }[]>(inbox);
      return {
        service,
        outbox: [...(await sql.unsafe<row.OutboxRow[]>(outbox))],
        had: [...had],
        // Users reads no events and has no such table.
        dead: service === 'users' ? [] : [...(await sql.unsafe<row.DeadLetterRow[]>(dead))],
        connections: [...(await sql.unsafe<row.ConnectionRow[]>(connections))],
      };
    }),
  );
  const had = Map.groupBy(
    of.flatMap((one) => one.had),
    ({ consumer }) => consumer,
  );
  return {
    outboxes: new Map(of.map(({ service, outbox }) => [service, outbox])),
    inboxes: new Map(
      Array.from(had, ([group, rows]) => [group, new Map(rows.map((row) => [row.event_id, row.received_at]))]),
    ),
    deadLetters: of.flatMap((one) => one.dead),
    connections: new Map(of.map(({ service, connections }) => [service, connections])),
  };
}

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { freshOutbox } from './harness.fixture.ts';
import { prune } from './prune.ts';

let fresh: Awaited<ReturnType<typeof freshOutbox>>;
beforeAll(async () => {
  fresh = await freshOutbox();
});
afterAll(() => fresh.drop());

test('sent events go after a day, inbox rows after forty; what was not sent stays', async () => {
  await runSql(
    fresh.db,
    `insert into outbox (id, topic, key, type, version, payload, occurred_at, sent_at)
      select gen_random_uuid(), 't', 'k', 't', 1, n::text, now(),
        case when n = 1 then null when n = 2 then now() - interval '23 h' else now() - interval '25 h' end
      from generate_series(1, 7000) as n`,
  );
  await runSql(
    fresh.db,
    `insert into inbox select 'g', gen_random_uuid(), now() - make_interval(days => n) from generate_series(38, 42) as n`,
  );
  await prune(fresh.db);
  const left = await runSql<{ payload: string }>(fresh.db, 'select payload from outbox order by position');
  expect(left.map(({ payload }) => payload)).toEqual(['1', '2']);
  expect(await runSql(fresh.db, 'select 1 from inbox')).toHaveLength(2);
});

test('dead letters go thirty days after they were handled; open ones stay, however old', async () => {
  await runSql(
    fresh.db,
    `insert into dead_letters (id, consumer, topic, partition, "offset", headers, reason, attempts, first_at, last_at, status, handled_at)
      select gen_random_uuid(), 'g', 't', 0, n, '{}', n::text, 1, now() - interval '1 year', now() - interval '1 year',
        case when n = 1 then 'open' else 'redriven' end, case when n = 2 then now() - interval '29 days'
        when n = 3 then now() - interval '31 days' end
      from generate_series(1, 3) as n`,
  );
  await prune(fresh.db);
  const left = await runSql<{ reason: string }>(fresh.db, 'select reason from dead_letters order by reason');
  expect(left.map(({ reason }) => reason)).toEqual(['1', '2']);
});

test('a service that reads no events has no dead letters to forget', async () => {
  await runSql(fresh.db, 'drop table dead_letters');
  await prune(fresh.db);
});

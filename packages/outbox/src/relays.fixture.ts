import { afterEach, beforeEach } from 'bun:test';
import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { until } from '@ecomm/testing/until';
import { fakeBus, freshOutbox, quiet, thingHappened } from './harness.fixture.ts';
import { relay, type Relay, type RelayOptions } from './relay.ts';
import { stage } from './stage.ts';

/** So rarely does a relay look by itself: what is sent, is sent because it was woken. */
export const never = 60_000;

/** For each test of a file a database, a broker in memory, and relays between them that are stopped at its end. */
export function relays() {
  let started: Relay[] = [];
  const on = {} as { fresh: Awaited<ReturnType<typeof freshOutbox>>; bus: ReturnType<typeof fakeBus> };
  beforeEach(async () => {
    on.fresh = await freshOutbox();
    on.bus = fakeBus();
  });
  afterEach(async () => {
    await Promise.all(started.map(async (one) => one.stop?.()));
    started = [];
    await on.fresh.drop();
  });
  return Object.assign(on, {
    async start(options: Partial<RelayOptions> = {}): Promise<Relay> {
      const one = relay({ db: on.fresh.db, bus: on.bus, service: 'things', log: quiet, everyMs: 20, ...options });
      started.push(one);
      await one.start?.();
      return one;
    },
    /** The test stops them itself. */
    forget: () => void (started = []),
    publish: (n: number, db: Db = on.fresh.db) => db.transaction((tx) => stage(tx, thingHappened, { thing_id: 1, n })),
    sent: (count: number) => until(() => on.bus.sent.length >= count, { what: `${count} events` }),
    marked: async (): Promise<number> =>
      (await runSql(on.fresh.db, 'select 1 from outbox where sent_at is not null')).length,
    holder: async (): Promise<unknown> =>
      (
        await runSql<{ holder: string }>(
          on.fresh.db,
          'select holder from relay_lease where expires_at > clock_timestamp()',
        )
      )[0]?.holder,
    expire: () => runSql(on.fresh.db, `update relay_lease set expires_at = clock_timestamp() - interval '1 s'`),
  });
}

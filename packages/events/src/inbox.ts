import type { Event } from './envelope.ts';

/**
 * Where effects happen once: implemented over Postgres by the outbox package, in memory by tests.
 *
 * `run` opens one transaction, calls `handle` in order for each event that `group` has not had before, records them
 * and commits; when anything throws, nothing of it remains. The same event may be there twice. `probe` resolves when the store answers a query.
 */
export interface Inbox<Tx> {
  run(group: string, events: readonly Event[], handle: (tx: Tx, event: Event) => Promise<void>): Promise<void>;
  probe(): Promise<void>;
}

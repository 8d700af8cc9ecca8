import type { Event, InRecord } from './envelope.ts';

/** A record that its group puts aside. */
export interface Buried {
  group: string;
  record: InRecord;
  /** Why, in a line. */
  reason: string;
  attempts: number;
  /** When it was tried first. */
  firstAt: Date;
  /** When it was tried last. */
  lastAt: Date;
}

export type Handle<Tx> = (tx: Tx, events: readonly Event[]) => Promise<void>;

/**
 * Where effects happen once: implemented over Postgres by the outbox package, in memory by tests.
 *
 * `run` opens one transaction, calls `handle` with the events that `group` has not had before, in order, records them
 * and commits; when anything throws, nothing of it remains. The same event may be there twice: it is handled once. `bury` keeps a dead letter
 * where an admin can look at it and handle it again; one that is kept already stays as it is. `probe` resolves when the
 * store answers a query.
 */
export interface Inbox<Tx> {
  run(group: string, events: readonly Event[], handle: Handle<Tx>): Promise<void>;
  bury(letter: Buried): Promise<void>;
  probe(): Promise<void>;
}

import type { Db } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { runSql } from '@ecomm/database/run-sql';
import { record, type OutMessage } from '@ecomm/events/envelope';

export interface Unsent {
  position: number;
  id: string;
  topic: string;
  key: string;
  type: string;
  version: number;
  payload: string;
  traceparent: string | null;
  causeId: string | null;
  /** When it happened: ms since the epoch. */
  time: number;
}

const readMax = 2_000;
const batchMax = 500;
/** All of a batch may fall into one partition, and the broker takes 1 MiB a partition and request. */
const bytesMax = 700_000;
const headerBytes = 500;

/** Always the oldest, never "after the last one": a transaction that commits late has a low position. */
const oldest = (besides = '') => `select position, id, topic, key, type, version, payload, traceparent,
    cause_id as "causeId", date_part('epoch', occurred_at) * 1000 as time
  from outbox where sent_at is null and position >= $1 ${besides} order by position limit ${readMax}`;
const read = oldest();

/** Which transactions a later look sees, by their ids. */
export interface Snapshot {
  /** All before this one had ended. */
  oldest: bigint;
  /** All from this one on had not begun. */
  next: bigint;
}

const snapshot = `select pg_snapshot_xmin(now)::text as oldest, pg_snapshot_xmax(now)::text as next
  from pg_current_snapshot() as now`;

export async function takeSnapshot(db: Db): Promise<Snapshot> {
  const [row] = await runSql<{ oldest: string; next: string }>(db, snapshot);
  return { oldest: BigInt(row!.oldest), next: BigInt(row!.next) };
}

const mark = (positions: string) => `update outbox o set sent_at = now()
  from ${givenRows(positions, 'position')} sent where o.position = sent.position`;
const markAndRead = `with marked as (${mark('$2::bigint[]')}) ${oldest('and position <> all($2::bigint[])')}`;

/** The oldest events from the position `from` on that were not sent, in order; those of `sent` are marked so on the way. */
export const readUnsent = (db: Db, from = 0, sent: readonly number[] = []): Promise<Unsent[]> =>
  sent.length === 0 ? runSql<Unsent>(db, read, [from]) : runSql<Unsent>(db, markAndRead, [from, sent]);

/** Whether there may be more than were read. */
export const mayBeMore = (rows: readonly Unsent[]): boolean => rows.length === readMax;

/** In the same order, as many at a time as one request may carry. */
export function* batches(rows: readonly Unsent[]): Generator<Unsent[]> {
  let batch: Unsent[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(row.payload) + headerBytes;
    if (batch.length === batchMax || (batch.length > 0 && bytes + size > bytesMax)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

const markSentOnly = mark('$1::bigint[]');

export const markSent = async (db: Db, positions: readonly number[]): Promise<void> =>
  void (await runSql(db, markSentOnly, [positions]));

export const toMessage =
  (owner: string) =>
  ({ topic, type, version, payload: value, time, ...attributes }: Unsent): OutMessage =>
    record({ topic, type, version, owner }, { value, time: new Date(time).toISOString(), ...attributes });

import type { Db } from '@ecomm/database/connect';
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
  time: string;
}

const readMax = 2_000;
const batchMax = 500;
/** All of a batch may fall into one partition, and the broker takes 1 MiB a partition and request. */
const bytesMax = 700_000;
const headerBytes = 500;

/** Always the oldest, never "after the last one": a transaction that commits late has a low position. */
const oldest = `select position, id, topic, key, type, version, payload, traceparent, cause_id as "causeId",
    to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as time
  from outbox where sent_at is null order by position limit ${readMax}`;

/** The oldest events that were not sent, in order. */
export const readUnsent = (db: Db): Promise<Unsent[]> => runSql<Unsent>(db, oldest);

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

export const markSent = async (db: Db, positions: readonly number[]): Promise<void> =>
  void (await runSql(db, 'update outbox set sent_at = now() where position = any($1::bigint[])', [positions]));

export const toMessage =
  (owner: string) =>
  ({ topic, type, version, payload: value, ...attributes }: Unsent): OutMessage =>
    record({ topic, type, version, owner }, { value, ...attributes });

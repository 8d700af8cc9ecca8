import type { DbOrTx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import type { Headers, InRecord } from '@ecomm/events/envelope';
import { Problem } from '@ecomm/runtime/problem';

export type LetterStatus = 'open' | 'redriven' | 'discarded';

export interface LetterRow {
  id: string;
  group: string;
  topic: string;
  partition: number;
  offset: string;
  event_id: string | null;
  key: Buffer | null;
  reason: string;
  attempts: number;
  first_at: string;
  last_at: string;
  trace_id: string | null;
  status: LetterStatus;
  handled_at: string | null;
}

export const letterColumns = `id, consumer as "group", topic, partition, "offset"::text as "offset", event_id, key, reason, attempts,
  ${instantText('first_at')} as first_at, ${instantText('last_at')} as last_at, trace_id, status, ${instantText('handled_at')} as handled_at`;

/** A dead letter as the contract has it: its key is shown as text. */
export const shown = <R extends LetterRow>(row: R): Omit<R, 'key'> & { key: string | null } => ({
  ...row,
  key: row.key?.toString() ?? null,
});

/** The record as it was read from its topic. */
export const recordOf = (
  row: Pick<LetterRow, 'topic' | 'partition' | 'offset' | 'key'> & { value: Buffer | null; headers: string | object },
): InRecord => ({
  topic: row.topic,
  partition: row.partition,
  offset: row.offset,
  key: row.key,
  value: row.value,
  headers: headersOf(row.headers),
});

/** Names with their bytes, from jsonb, which comes as text or read. */
export function headersOf(stored: string | object): Headers {
  const headers = (typeof stored === 'string' ? JSON.parse(stored) : stored) as Record<string, string[]>;
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => {
      const bytes = values.map((value) => Buffer.from(value, 'base64'));
      return [name, bytes.length === 1 ? bytes[0]! : bytes];
    }),
  );
}

const settle = `update dead_letters set status = $3, handled_at = clock_timestamp()
  where id = $1 and consumer = $2 and status = 'open' returning ${letterColumns}`;

/** Marks an open letter of `group`; throws 404 `dead_letter.not_found`, 409 `dead_letter.handled`. */
export async function settleLetter(db: DbOrTx, group: string, id: string, status: 'redriven' | 'discarded') {
  const [row] = await runSql<LetterRow>(db, settle, [id, group, status]);
  if (row) return shown(row);
  const [known] = await runSql(db, 'select 1 from dead_letters where id = $1 and consumer = $2', [id, group]);
  throw known ? handled() : unknownLetter();
}

export const unknownLetter = (): Problem =>
  new Problem(404, 'dead_letter.not_found', 'There is no such dead letter here.');
export const handled = (): Problem =>
  new Problem(409, 'dead_letter.handled', 'Somebody has redriven or discarded it already.');

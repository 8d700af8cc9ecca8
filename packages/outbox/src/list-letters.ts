import type { DbOrTx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import { Type } from '@sinclair/typebox';
import { letterColumns, shown, type LetterRow, type LetterStatus } from './letter-row.ts';

export interface LettersQuery {
  limit?: number;
  cursor?: string;
  status?: LetterStatus;
  topic?: string;
}

/** Ids are UUIDv7: newest first is by id, and this one is after all of them. */
const Cursor = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const listing = `select ${letterColumns} from dead_letters
  where consumer = $1 and id < $2 and ($4::text is null or status = $4) and ($5::text is null or topic = $5)
  order by id desc limit $3`;

/** GET /dead-letters → what this service's group put aside, newest first. */
export async function listLetters(db: DbOrTx, group: string, { limit = 20, cursor, status, topic }: LettersQuery) {
  const before = decodeCursor(cursor, Cursor) ?? newest;
  const rows = await runSql<LetterRow>(db, listing, [group, before, limit + 1, status ?? null, topic ?? null]);
  const page = rows.slice(0, limit);
  return {
    items: page.map(shown),
    next_cursor: rows.length > limit ? encodeCursor(page.at(-1)!.id) : null,
  };
}

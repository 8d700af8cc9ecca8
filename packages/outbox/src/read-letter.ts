import type { DbOrTx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { headersOf, letterColumns, shown, unknownLetter, type LetterRow } from './letter-row.ts';

const valueMax = 64 * 1024;

interface DetailRow extends LetterRow {
  headers: string;
  value: Buffer | null;
  length: number;
}

const reading = `select ${letterColumns}, headers, substring(value from 1 for ${valueMax}) as value,
  coalesce(octet_length(value), 0) as length from dead_letters where id = $1 and consumer = $2`;

/** GET /dead-letters/:id → it with its headers as text and the first 64 KiB of its value; 404 `dead_letter.not_found`. */
export async function readLetter(db: DbOrTx, group: string, id: string) {
  const [row] = await runSql<DetailRow>(db, reading, [id, group]);
  if (!row) throw unknownLetter();
  const { headers, value, length, ...letter } = row;
  const text = value && textOf(value, length > valueMax);
  const isText = value === null || text !== undefined;
  return {
    ...shown(letter),
    headers: Object.fromEntries(Object.entries(headersOf(headers)).map(([name, header]) => [name, String(header)])),
    value: text ?? value?.toString('base64') ?? null,
    value_encoding: isText ? ('utf-8' as const) : ('base64' as const),
  };
}

/** UTF-8, of which a character may be cut in two at the end when it is `cut`; undefined for other bytes. */
function textOf(bytes: Buffer, cut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}

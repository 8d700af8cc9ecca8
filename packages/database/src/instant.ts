import { sql, type AnyColumn, type SQL } from 'drizzle-orm';

const format = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** A timestamptz column as RFC 3339 in UTC with milliseconds, shaped by the query: `2026-01-05T09:30:00.000Z`. */
export const instant = (column: AnyColumn): SQL<string> =>
  sql<string>`to_char(${column} at time zone 'UTC', ${sql.raw(format)})`;

/** The same for the statements of `runSql`; `column` is SQL text. */
export const instantText = (column: string): string => `to_char(${column} at time zone 'UTC', ${format})`;

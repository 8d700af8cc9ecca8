/** A timestamptz in plain SQL as RFC 3339 in UTC with milliseconds; what `instant` is for drizzle's columns. */
export const instantText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * How many rows may be read for a page, one more than it shows so that a next one is seen; told in the statement's text.
 * Of a number given as a parameter Postgres only guesses that it is a tenth of all there are, finds that dear, and plans each
 * call anew, which costs more than reading the page.
 */
export const pageRows = [21, 51, 101] as const;

/** The first that is enough for a page of so many, 100 at most. */
export function rowsFor(limit: number): (typeof pageRows)[number] {
  const enough = pageRows.find((rows) => rows > limit);
  if (enough === undefined) throw new RangeError(`No page has ${limit} rows`);
  return enough;
}
